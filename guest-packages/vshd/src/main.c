/*
 * vshd gives the host of a virtual machine shells in it, over vsock and without a network. It speaks
 * the protocol of ChromeOS's vshd.
 */
#define _GNU_SOURCE
#include "options.h"
#include "server.h"
#include "session.h"
#include "socket.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Whoever starts this may have closed 0, 1 or 2, and left others open that are no target's business. */
static void have_standard_streams_only(void)
{
    int fd;

    syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

/* Children are told of by signalfd(2), and a client that is gone by EPIPE. */
static void prepare_signals(void)
{
    sigset_t children;

    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_SETMASK, &children, NULL);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
}

static int forward(const struct options *options)
{
    int client = dial_host(options->forward_to_host_port);

    if (client < 0) {
        complain("cannot reach the port --forward_to_host_port of the host", NULL, errno);
        return EXIT_FAILURE;
    }
    session_run(options, client);
    return EXIT_SUCCESS;
}

static int listen_on(const struct options *options)
{
    return options->listen_unix ? listen_on_unix(options->listen_unix)
                                : listen_on_vsock(options->port);
}

int main(int argc, char *argv[])
{
    struct options options;
    int listener;

    (void)argc;
    have_standard_streams_only();
    prepare_signals();
    if (!options_parse(&options, argv))
        return EXIT_FAILURE;
    if (options.forward_to_host_port)
        return forward(&options);
    listener = listen_on(&options);
    if (listener < 0) {
        complain("cannot listen for clients", options.listen_unix, errno);
        return EXIT_FAILURE;
    }
    serve(&options, listener);
    return EXIT_FAILURE;
}
