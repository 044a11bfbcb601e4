#include "server.h"

#include "message.h"
#include "session.h"
#include "socket.h"
#include "text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct server {
    const struct options *options;
    int listener;
    int children;
    uint32_t sessions;
};

/* A client need not have asked for anything yet, and its answer fits into any empty socket. */
static void refuse(int client, const char *reason)
{
    uint8_t frame[FRAME_MAX];
    size_t length = encode_response(frame, STATUS_FAILED, reason, 0);

    send(client, frame, length, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static _Noreturn void begin_session(const struct server *server, int client)
{
    close(server->listener);
    close(server->children);
    session_run(server->options, client);
    exit(EXIT_SUCCESS);
}

static void start_session(struct server *server, int client)
{
    pid_t pid;

    if (server->sessions >= server->options->max_sessions) {
        refuse(client, "too many sessions: end one and try again");
        return;
    }
    pid = fork();
    if (pid == 0)
        begin_session(server, client);
    if (pid < 0)
        refuse(client, "no process to be had for a session: try again");
    else
        server->sessions++;
}

/* What is wrong with one client is no reason to stop. */
static bool is_about_client(int error)
{
    return error == EACCES || error == EAGAIN || error == ECONNABORTED || error == EINTR
        || error == EPROTO || error == ECONNRESET;
}

static bool take_client(struct server *server)
{
    int client = accept_client(server->listener);

    if (client < 0)
        return is_about_client(errno);
    start_session(server, client);
    close(client);
    return true;
}

static void bury(struct server *server)
{
    struct signalfd_siginfo notice;

    if (read(server->children, &notice, sizeof notice) < 0 && errno != EAGAIN)
        complain("cannot read signals", NULL, errno);
    while (waitpid(-1, NULL, WNOHANG) > 0) {
        /* As process 1 of a container it buries others' children too. */
        if (server->sessions > 0)
            server->sessions--;
    }
}

void serve(const struct options *options, int listener)
{
    struct server server = {.options = options, .listener = listener};
    sigset_t children;

    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    server.children = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (server.children < 0) {
        complain("cannot watch sessions", NULL, errno);
        return;
    }
    for (;;) {
        struct pollfd fds[] = {
            {.fd = server.children, .events = POLLIN},
            {.fd = server.listener, .events = POLLIN},
        };

        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            break;
        if (fds[0].revents)
            bury(&server);
        if (fds[1].revents && !take_client(&server))
            break;
    }
    complain("cannot take clients", NULL, errno);
}
