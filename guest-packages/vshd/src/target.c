#define _GNU_SOURCE
#include "target.h"

#include "environment.h"
#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void take_streams(const struct channels *channels)
{
    for (int i = 0; i < 3; i++) {
        if (dup2(channels->target[i], i) < 0)
            _exit(EXIT_FAILURE);
    }
    setsid();
    if (channels->pty && ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0)
        complain("no job control:", "the terminal cannot be had", errno);
}

/*
 * A program expects that nothing is ignored or blocked. The C library keeps some signals to itself
 * and would not reset those, but whoever started vshd may have ignored them all the same.
 */
static void reset_signals(void)
{
    static const unsigned long by_default[8]; /* zero in each layout of the kernel's sigaction */
    sigset_t none;

    for (int number = 1; number < NSIG; number++)
        syscall(SYS_rt_sigaction, number, by_default, NULL, (NSIG - 1) / 8);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void enter_directory(const char *path)
{
    if (chdir(path) < 0)
        complain("cannot enter the directory", path, errno);
}

static void enter_directories(const struct request *request, const struct account *account)
{
    struct text path = {"/proc/"};

    if (chdir(account->home) < 0)
        enter_directory("/");
    if (*request->cwd)
        enter_directory(request->cwd);
    if (request->cwd_pid != 0) {
        text_add_number(&path, (uint32_t)request->cwd_pid);
        text_add(&path, "/cwd");
        enter_directory(path.chars);
    }
}

static void run_login_shell(const char *shell, char *const env[])
{
    const char *slash = strrchr(shell, '/');
    struct text name = {"-"};
    char *argv[] = {name.chars, NULL};

    text_add(&name, slash ? slash + 1 : shell);
    execve(shell, argv, env);
    complain("cannot run the shell", shell, errno);
}

_Noreturn void target_run(const struct request *request, const struct account *account,
                          const struct channels *channels, bool inherit_env)
{
    char **env = environment_make(inherit_env ? environ : NULL, request, account);

    take_streams(channels);
    enter_directories(request, account);
    reset_signals();
    if (!env) {
        complain("no memory for the environment", NULL, 0);
    } else if (request->argc == 0) {
        run_login_shell(account->shell, env);
    } else {
        execvpe(request->argv[0], request->argv, env);
        complain("cannot run", request->argv[0], errno);
    }
    _exit(EXIT_FAILURE);
}
