/*
 * vshd gives the host of a virtual machine shells in it, over vsock and without a network. It speaks
 * the protocol of ChromeOS's vshd.
 */
#include "options.h"
#include "server.h"
#include "session.h"
#include "socket.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Whoever starts this may have closed 0, 1 or 2; a session's socket must not become one of them. */
static void open_standard_streams(void)
{
    int fd;

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
    open_standard_streams();
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
