#define _GNU_SOURCE
#include "vshd.h"

#include "check.h"
#include "client.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE_MILLIS = 5, LIMIT = 60000 / PAUSE_MILLIS, ARGUMENTS = 8 };

static void pause_between_polls(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_MILLIS * 1000000L}, NULL);
}

static bool answers(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected;
    char byte;

    strcpy(address.sun_path, path);
    connected = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    /* Its session has to be over before the test begins, so that nothing is counted twice. */
    if (connected)
        CHECK(send(fd, "\xff\xff\xff\xff", 4, MSG_NOSIGNAL) == 4 && recv(fd, &byte, 1, 0) <= 0);
    close(fd);
    return connected;
}

static _Noreturn void become(const char *program, const char *socket, const char *const *arguments)
{
    char listen[128];
    const char *argv[ARGUMENTS + 3] = {program, listen};

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(listen, sizeof listen, "--listen_unix=%s", socket);
    for (int i = 0; i < ARGUMENTS && arguments && arguments[i]; i++)
        argv[i + 2] = arguments[i];
    execv(program, (char *const *)argv);
    _exit(127);
}

static bool has_children(pid_t pid)
{
    char path[64];
    FILE *file;
    int first;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
    file = fopen(path, "r");
    CHECK(file);
    first = fgetc(file);
    fclose(file);
    return first != EOF;
}

static void await_no_sessions(pid_t pid)
{
    for (int i = 0; has_children(pid); i++) {
        CHECK(i < LIMIT);
        pause_between_polls();
    }
}

struct vshd vshd_start(const char *program, const char *directory, const char *const *arguments)
{
    static int instances;
    struct vshd vshd;

    snprintf(vshd.socket, sizeof vshd.socket, "%s/vshd-%d", directory, instances++);
    vshd.pid = fork();
    if (vshd.pid == 0)
        become(program, vshd.socket, arguments);
    for (int i = 0; !answers(vshd.socket); i++) {
        CHECK(i < LIMIT && waitpid(vshd.pid, NULL, WNOHANG) == 0);
        pause_between_polls();
    }
    await_no_sessions(vshd.pid);
    client_use(vshd.socket);
    return vshd;
}

void vshd_stop(struct vshd *vshd)
{
    int status;

    await_no_sessions(vshd->pid);
    CHECK(waitpid(vshd->pid, &status, WNOHANG) == 0);
    kill(vshd->pid, SIGTERM);
    CHECK(waitpid(vshd->pid, &status, 0) == vshd->pid);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    unlink(vshd->socket);
}

/* 0 if there is no such process. */
static char state_of(pid_t pid)
{
    char path[64];
    char state = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    file = fopen(path, "r");
    if (!file)
        return 0;
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        state = 0;
    fclose(file);
    return state;
}

void await_state(pid_t pid, char state)
{
    for (int i = 0; state_of(pid) != state; i++) {
        CHECK(i < LIMIT);
        pause_between_polls();
    }
}

void await_death(pid_t pid)
{
    for (int i = 0; state_of(pid) != 0 && state_of(pid) != 'Z'; i++) {
        CHECK(i < LIMIT);
        pause_between_polls();
    }
}
