/* What a well-behaved client gets of vshd. */
#define _GNU_SOURCE
#include "check.h"
#include "client.h"
#include "vshd.h"

#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define SH(script) .argv = ARGV("/bin/sh", "-c", script)
#define PIPES(script) (&(struct wish){SH(script), .nopty = true})
#define TERMINAL(script) (&(struct wish){SH(script)})

static void pipes_keep_streams_apart(void)
{
    struct client client = client_begin_ready(PIPES("echo out; echo err >&2; exit 7"));

    CHECK(client_finish(&client) == 7);
    CHECK(strcmp(client.out, "out\n") == 0 && strcmp(client.err, "err\n") == 0);
    CHECK(client.out_ended && client.err_ended);
    client_leave(&client);
}

static void end_of_one_stream_is_told_at_once(void)
{
    struct client client = client_begin_ready(PIPES("exec >&-; read line; exit $line"));

    while (!client.out_ended)
        CHECK(client_next(&client));
    client_input(&client, "9\n");
    CHECK(client_finish(&client) == 9);
    client_leave(&client);
}

static void input_ends(void)
{
    struct client client = client_begin_ready(PIPES("cat; echo end; exec sleep 1000"));

    client_input(&client, "one ");
    client_input(&client, "two ");
    client_end_input(&client);
    client_await(&client, "end\n");
    client_input(&client, "dropped");
    client_signal(&client, SIGTERM);
    CHECK(client_finish(&client) == SIGTERM);
    CHECK(strcmp(client.out, "one two end\n") == 0);
    client_leave(&client);
}

static void unwanted_input_is_dropped(void)
{
    struct client client = client_begin_ready(PIPES("exec <&-; echo closed; exec sleep 1000"));

    client_await(&client, "closed");
    for (int i = 0; i < 10; i++)
        client_input(&client, "nobody reads this\n");
    client_signal(&client, SIGTERM);
    CHECK(client_finish(&client) == SIGTERM);
    client_leave(&client);
}

static void terminal_has_a_size(void)
{
    struct client client = client_begin_ready(&(struct wish){SH("stty size; test -t 0 -a -t 1 -a -t 2"),
                                                             .rows = 24, .cols = 80});

    CHECK(client_finish(&client) == 0);
    CHECK(strcmp(client.out, "24 80\r\n") == 0 && client.err_length == 0);
    CHECK(!client.out_ended && !client.err_ended);
    client_leave(&client);
}

static void terminal_is_resized(void)
{
    struct client client = client_begin_ready(TERMINAL(
        "trap 'stty size; exit 3' WINCH; echo waiting; sleep 1000 & while :; do wait; done"));

    client_await(&client, "waiting");
    client_resize(&client, 0, 70000);
    client_resize(&client, 50, 132);
    CHECK(client_finish(&client) == 3);
    CHECK(strstr(client.out, "50 132"));
    client_leave(&client);
}

static void sizes_without_terminal_are_ignored(void)
{
    struct client client = client_begin_ready(PIPES("read line"));

    client_resize(&client, 50, 132);
    client_input(&client, "\n");
    CHECK(client_finish(&client) == 0);
    client_leave(&client);
}

static void terminal_interrupts(void)
{
    struct client client = client_begin_ready(TERMINAL("echo waiting; exec cat"));

    client_await(&client, "waiting");
    client_input(&client, "\x03");
    CHECK(client_finish(&client) == SIGINT);
    client_leave(&client);
}

static void terminal_input_ends(void)
{
    struct client client = client_begin_ready(TERMINAL("cat; exit 6"));

    client_input(&client, "line\n");
    client_end_input(&client);
    CHECK(client_finish(&client) == 6);
    CHECK(strstr(client.out, "line\r\nline\r\n"));
    client_leave(&client);
}

/* A terminal that no program has open at times works again afterwards. */
static void terminal_may_be_closed_for_a_while(void)
{
    struct client client = client_begin_ready(TERMINAL(
        "exec </dev/null >/dev/null 2>&1; cat /proc/self/stat; exec >/dev/tty; echo again; exit 8"));

    CHECK(client_finish(&client) == 8);
    CHECK(strstr(client.out, "again"));
    client_leave(&client);
}

static void signals_reach_the_target(void)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct client client = client_begin_ready(PIPES("ulimit -c 0; echo ready; exec cat"));

        client_await(&client, "ready");
        client_signal(&client, SIGKILL); /* none of those that there are */
        client_input(&client, "still there");
        client_await(&client, "still there");
        client_signal(&client, signals[i]);
        CHECK(client_finish(&client) == signals[i]);
        client_leave(&client);
    }
}

static void killed_target_has_a_bare_code(void)
{
    struct client client = client_begin_ready(PIPES("kill -9 $$"));

    CHECK(client_finish(&client) == SIGKILL);
    client_leave(&client);
}

static void stopped_target_has_not_exited(void)
{
    struct client client = client_begin_ready(PIPES("kill -STOP $$; exit 4"));

    await_state(client.target, 'T');
    kill(client.target, SIGCONT);
    CHECK(client_finish(&client) == 4);
    client_leave(&client);
}

static void target_that_cannot_run_says_why(void)
{
    struct client client = client_begin_ready(&(struct wish){.argv = ARGV("/nonexistent"), .nopty = true});

    CHECK(client_finish(&client) == EXIT_FAILURE);
    CHECK(strcmp(client.err, "vshd: cannot run /nonexistent: No such file or directory\n") == 0);
    client_leave(&client);
}

static void what_is_left_behind_does_not_delay_the_end(void)
{
    struct client client = client_begin_ready(PIPES("sleep 1000 & echo $!; exit 3"));
    struct client busy = client_begin_ready(PIPES("yes & echo $! >&2; exit 3"));

    CHECK(client_finish(&client) == 3);
    CHECK(client_finish(&busy) == 3);
    kill(atoi(client.out), SIGKILL);
    await_death(atoi(busy.err));
    client_leave(&client);
    client_leave(&busy);
}

static void environment_is_what_was_asked_for(void)
{
    static const char *const env[] = {"A", "1", "TERM", "xterm", "HOME", "/wrong", "PATH", "/x", NULL};
    const struct passwd *account = getpwuid(geteuid());
    char expected[512];
    struct client client = client_begin_ready(
        &(struct wish){.argv = ARGV("env"), .env = env, .nopty = true});

    snprintf(expected, sizeof expected, "A=1\nTERM=xterm\nHOME=%s\nPATH=/x\nSHELL=%s\n",
             account->pw_dir, account->pw_shell);
    CHECK(client_finish(&client) == 0);
    CHECK(strcmp(client.out, expected) == 0);
    client_leave(&client);
}

static void terminal_is_linux_unless_said_otherwise(void)
{
    struct client client = client_begin_ready(&(struct wish){.argv = ARGV("env"), .nopty = true});

    CHECK(client_finish(&client) == 0);
    CHECK(strncmp(client.out, "TERM=linux\nSHELL=", 17) == 0);
    client_leave(&client);
}

static void nothing_of_vshd_reaches_the_target(void)
{
    struct client client = client_begin_ready(PIPES(
        "ls -l /proc/self/fd | grep -Eo 'pipe|socket|ptmx|anon_inode' | tr -d '\\n';"
        "grep -E 'Sig(Blk|Ign)' /proc/self/status"));

    CHECK(client_finish(&client) == 0);
    CHECK(strcmp(client.out, "pipepipepipeSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n") == 0);
    client_leave(&client);
}

static void directories(void)
{
    struct client away = client_begin_ready(&(struct wish){SH("pwd"), .nopty = true, .cwd = "/usr"});
    struct client wrong = client_begin_ready(&(struct wish){SH("pwd"), .nopty = true, .cwd = "/none"});
    struct client holder = client_begin_ready(&(struct wish){SH("echo in; cat"), .nopty = true, .cwd = "/etc"});
    struct client same;

    client_await(&holder, "in");
    same = client_begin_ready(&(struct wish){SH("pwd"), .nopty = true, .cwd = "/usr",
                                             .cwd_pid = (unsigned)holder.target});
    CHECK(client_finish(&away) == 0 && strcmp(away.out, "/usr\n") == 0);
    CHECK(client_finish(&same) == 0 && strcmp(same.out, "/etc\n") == 0);
    CHECK(client_finish(&wrong) == 0 && strstr(wrong.err, "cannot enter the directory /none"));
    client_end_input(&holder);
    CHECK(client_finish(&holder) == 0);
    client_leave(&away);
    client_leave(&wrong);
    client_leave(&same);
    client_leave(&holder);
}

static void login_shell_without_command(void)
{
    struct client client = client_begin_ready(&(struct wish){.nopty = true});

    client_input(&client, "echo \"<$0>\"; exit 2\n");
    CHECK(client_finish(&client) == 2);
    CHECK(strstr(client.out, "<-") && !strstr(client.out, "<-/"));
    client_leave(&client);
}

static void refused(const struct wish *wish, const char *description)
{
    struct client client = client_begin(wish);

    CHECK(client.status == STATUS_FAILED && client.target == 0);
    CHECK(strcmp(client.description, description) == 0);
    CHECK(!client_next(&client));
    client_leave(&client);
}

static void users(void)
{
    struct wish nobody = {SH("id -un; id -G; tty"), .user = "nobody"};
    struct client client;

    refused(&(struct wish){.user = "no-such-user"}, "could not find user: no-such-user");
    if (geteuid() != 0) {
        refused(&nobody, "cannot change to user: nobody");
        return;
    }
    client = client_begin_ready(&nobody);
    CHECK(client_finish(&client) == 0);
    CHECK(strncmp(client.out, "nobody\r\n65534\r\n/dev/pts/", 24) == 0);
    client_leave(&client);
}

static void vm_shell_is_the_default_user(void)
{
    struct client client = client_begin_ready(
        &(struct wish){SH("id -un"), .nopty = true, .target = "/vm_shell"});

    CHECK(client_finish(&client) == 0);
    CHECK(strcmp(client.out, geteuid() == 0 ? "nobody\n" : getpwuid(geteuid())->pw_name) == 0);
    client_leave(&client);
}

static void users_may_be_fixed(void)
{
    struct wish other = {SH("pwd; echo $SHELL; id -u"), .nopty = true, .target = "/vm_shell", .user = "other"};
    struct client client;
    char expected[64];

    refused(&other, "only root is allowed login on the VM shell");
    other.target = NULL;
    client = client_begin_ready(&other);
    snprintf(expected, sizeof expected, "/\n/bin/sh\n%d\n", geteuid());
    CHECK(client_finish(&client) == 0);
    CHECK(strcmp(client.out, expected) == 0);
    client_leave(&client);
}

static void inherited_variables_win(void)
{
    static const char *const env[] = {"INHERITED", "asked", "OTHER", "asked", NULL};
    struct client client = client_begin_ready(
        &(struct wish){SH("echo $INHERITED $OTHER"), .env = env, .nopty = true});

    CHECK(client_finish(&client) == 0);
    CHECK(strcmp(client.out, "inherited asked\n") == 0);
    client_leave(&client);
}

static void with_defaults(void)
{
    RUN(pipes_keep_streams_apart);
    RUN(end_of_one_stream_is_told_at_once);
    RUN(input_ends);
    RUN(unwanted_input_is_dropped);
    RUN(terminal_has_a_size);
    RUN(terminal_is_resized);
    RUN(sizes_without_terminal_are_ignored);
    RUN(terminal_interrupts);
    RUN(terminal_input_ends);
    RUN(terminal_may_be_closed_for_a_while);
    RUN(signals_reach_the_target);
    RUN(killed_target_has_a_bare_code);
    RUN(stopped_target_has_not_exited);
    RUN(target_that_cannot_run_says_why);
    RUN(what_is_left_behind_does_not_delay_the_end);
    RUN(environment_is_what_was_asked_for);
    RUN(terminal_is_linux_unless_said_otherwise);
    RUN(nothing_of_vshd_reaches_the_target);
    RUN(directories);
    RUN(login_shell_without_command);
    RUN(users);
}

static void with(const char *const *arguments, const char *program, const char *directory,
                 void (*tests)(void))
{
    struct vshd vshd = vshd_start(program, directory, arguments);

    RUN(tests);
    vshd_stop(&vshd);
}

int main(int argc, char *argv[])
{
    CHECK(argc == 4);
    setenv("INHERITED", "inherited", 1);
    with(NULL, argv[1], argv[2], with_defaults);
    with(ARGV("--default_user=nobody"), argv[1], argv[2], vm_shell_is_the_default_user);
    with(ARGV("--allow_to_switch_user=false"), argv[1], argv[2], users_may_be_fixed);
    with(ARGV("--inherit_env"), argv[1], argv[2], inherited_variables_win);
    return EXIT_SUCCESS;
}
