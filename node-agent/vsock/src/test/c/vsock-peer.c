/*
 * The first process of a guest whose vsock sockets are tested:
 * port 7 echoes as bytes come, port 9 in pieces of 100,000 bytes, and port 8 reads a CID and a port
 * (32 bits each, little endian) and from then on passes bytes and ends to there and back.
 * Port 10 does a job, and port 11 hangs up at once.
 */
#include <linux/vm_sockets.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 100000, PERIOD = 1 << 20 };

static char buffer[PIECE];

static void die(const char *what)
{
    perror(what);
    _exit(1);
}

static void send_all(int to, const char *bytes, size_t length)
{
    for (ssize_t put; length > 0; bytes += put, length -= put)
        if ((put = send(to, bytes, length, MSG_NOSIGNAL)) < 0)
            die("send");
}

/* Copies until the end, which is passed on. */
static void copy(int from, int to, int flags)
{
    ssize_t got;
    while ((got = recv(from, buffer, sizeof buffer, flags)) > 0)
        send_all(to, buffer, got);
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

/* What port 10 is asked for; all numbers are little endian. */
struct job {
    uint32_t to_guest; /* bytes to take */
    uint32_t to_host;  /* bytes to send at the same time */
    uint32_t write;    /* bytes of each write */
    uint32_t read;     /* most bytes of each read */
    uint32_t rest;     /* microseconds between two reads */
};

struct sender {
    int fd;
    const struct job *job;
    const char *content;
};

/* What is sent repeats itself after PERIOD bytes; with room for a write that starts anywhere. */
static char *content(size_t write)
{
    char *all = malloc(PERIOD + write);
    uint64_t word = 88172645463325252;
    if (all == NULL)
        die("malloc");
    for (size_t at = 0; at < PERIOD; at += sizeof word) {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        memcpy(all + at, &word, sizeof word);
    }
    for (size_t at = 0; at < write; at += PERIOD)
        memcpy(all + PERIOD + at, all, write - at < PERIOD ? write - at : PERIOD);
    return all;
}

static void *give(void *argument)
{
    const struct sender *sender = argument;
    uint32_t left = sender->job->to_host, length;
    for (uint32_t at = 0; left > 0; left -= length, at += length) {
        length = left < sender->job->write ? left : sender->job->write;
        send_all(sender->fd, sender->content + at % PERIOD, length);
    }
    return NULL;
}

/* Adds whole words to a sum that tells their order, and moves the rest to the front. */
static size_t add(uint64_t sum[2], char *bytes, size_t length)
{
    size_t at = 0;
    for (uint64_t word; at + sizeof word <= length; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        sum[0] += word;
        sum[1] += sum[0];
    }
    memmove(bytes, bytes + at, length - at);
    return length - at;
}

static void take(int fd, const struct job *job, char *bytes, uint64_t sum[2])
{
    size_t kept = 0;
    ssize_t got;
    for (uint32_t left = job->to_guest; left > 0; left -= got) {
        if ((got = recv(fd, bytes + kept, left < job->read ? left : job->read, 0)) <= 0)
            die("recv");
        kept = add(sum, bytes, kept + got);
        if (job->rest > 0)
            usleep(job->rest);
    }
    memset(bytes + kept, 0, sizeof *sum);
    if (kept > 0)
        add(sum, bytes, sizeof *sum);
}

/* Reads a job, says that it is ready, waits for a byte; at last sends the sum of what it took. */
static void work(int fd)
{
    struct job job;
    uint64_t sum[2] = {0, 0};
    char go = 1;
    pthread_t thread;
    if (recv(fd, &job, sizeof job, MSG_WAITALL) != sizeof job)
        die("job");
    struct sender sender = {fd, &job, content(job.write)};
    char *bytes = malloc(job.read + 2 * sizeof *sum);
    send_all(fd, &go, 1);
    if (bytes == NULL || recv(fd, &go, 1, 0) != 1 ||
        pthread_create(&thread, NULL, give, &sender) != 0)
        die("go");
    take(fd, &job, bytes, sum);
    pthread_join(thread, NULL);
    send_all(fd, (char *)sum, sizeof sum);
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
        if (session != NULL && fork() == 0) {
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
    serve(10, work);
    serve(11, NULL);
    puts("vsock peer is ready");
    fflush(stdout);
    for (;;)
        pause();
}
