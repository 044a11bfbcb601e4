/*
 * The first process of a guest whose vsock sockets are tested:
 * port 7 echoes as bytes come, port 9 in pieces of 100,000 bytes, and port 8 reads a CID and a port
 * (32 bits each, little endian) and from then on passes bytes and ends to there and back.
 */
#include <linux/vm_sockets.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 100000 };

static char buffer[PIECE];

static void die(const char *what)
{
    perror(what);
    _exit(1);
}

/* Copies until the end, which is passed on. */
static void copy(int from, int to, int flags)
{
    ssize_t got;
    while ((got = recv(from, buffer, sizeof buffer, flags)) > 0)
        for (ssize_t at = 0, put; at < got; at += put)
            if ((put = send(to, buffer + at, got - at, MSG_NOSIGNAL)) < 0)
                die("send");
    if (got < 0)
        die("recv");
    shutdown(to, SHUT_WR);
}

static int dial(uint32_t cid, uint32_t port)
{
    struct sockaddr_vm to = {.svm_family = AF_VSOCK, .svm_cid = cid, .svm_port = port};
    int fd = socket(AF_VSOCK, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
        die("connect");
    return fd;
}

static void relay(int fd)
{
    uint32_t to[2];
    if (recv(fd, to, sizeof to, MSG_WAITALL) != sizeof to)
        die("address");
    int far = dial(to[0], to[1]);
    if (fork() == 0) {
        copy(far, fd, 0);
        _exit(0);
    }
    copy(fd, far, 0);
}

static void serve(uint32_t port, void (*session)(int))
{
    struct sockaddr_vm at = {
        .svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY, .svm_port = port};
    int listener = socket(AF_VSOCK, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) < 0 || listen(listener, 64) < 0)
        die("listen");
    if (fork() != 0)
        return;
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            continue;
        if (fork() == 0) {
            close(listener);
            session(fd);
            _exit(0);
        }
        close(fd);
    }
}

static void echo(int fd) { copy(fd, fd, 0); }

static void echo_pieces(int fd) { copy(fd, fd, MSG_WAITALL); }

int main(void)
{
    signal(SIGCHLD, SIG_IGN);
    serve(7, echo);
    serve(8, relay);
    serve(9, echo_pieces);
    puts("vsock peer is ready");
    fflush(stdout);
    for (;;)
        pause();
}
