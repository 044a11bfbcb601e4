#define _GNU_SOURCE
#include "relay.h"

#include "input.h"
#include "output.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILD, CLIENT, IN, OUT, ERR, POLLED };

/* As much as the largest pipes hold: others may go on writing where the target wrote. */
enum { LEFT_BEHIND_MAX = 2 * (1024 * 1024 / DATA_MAX + 1) };

struct relay {
    int client;
    pid_t target;
    const struct channels *channels;
    struct inbox *inbox;
    struct outbox *outbox;
    struct input in;
    struct output out;
    struct output err;
    int children;
    bool exited;   /* the target has, and CODE is what the client is to be told */
    bool told;     /* the last message is in the outbox */
    bool over;
    int code;
    unsigned drained; /* messages taken since the target's exit */
};

static void send_signal(const struct relay *relay, int32_t signal)
{
    if (relay->exited)
        return;
    switch (signal) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGTERM:
        kill(relay->target, signal);
    }
}

static void obey(struct relay *relay, const struct guest_message *message)
{
    switch (message->kind) {
    case GUEST_NOTHING:
        break;
    case GUEST_DATA:
        input_put(&relay->in, message->data.bytes, message->data.length);
        break;
    case GUEST_STATUS:
        relay->over = message->status != STATUS_READY;
        break;
    case GUEST_RESIZE:
        channels_resize(relay->channels, message->size.rows, message->size.cols);
        break;
    case GUEST_SIGNAL:
        send_signal(relay, message->signal);
        break;
    }
}

/* Obeys what has been received, up to input that the target does not take yet. */
static void obey_inbox(struct relay *relay)
{
    struct guest_message message;
    enum inbox_frame frame = INBOX_PARTIAL;
    const uint8_t *body;
    size_t length;

    while (!relay->over && !input_is_pending(&relay->in)
           && (frame = inbox_next(relay->inbox, &body, &length)) == INBOX_FRAME) {
        if (guest_message_decode(body, length, &message))
            obey(relay, &message);
        else
            relay->over = true;
    }
    if (frame == INBOX_OVERSIZE)
        relay->over = true;
}

static void receive(struct relay *relay, short events)
{
    ssize_t received;

    /* While input is pending nothing is received, and a client that left is seen by its hang-up. */
    if (input_is_pending(&relay->in)) {
        relay->over = (events & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
        return;
    }
    received = inbox_receive(relay->inbox, relay->client, MSG_DONTWAIT);
    if (received == 0 || (received < 0 && errno != EAGAIN && errno != EINTR))
        relay->over = true;
    obey_inbox(relay);
}

static void watch_target(struct relay *relay)
{
    struct signalfd_siginfo notice;
    int status;

    if (read(relay->children, &notice, sizeof notice) < 0)
        return;
    /* A target that was merely stopped has not changed for waitpid(2). */
    if (waitpid(relay->target, &status, WNOHANG) != relay->target)
        return;
    relay->exited = true;
    relay->code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    input_close(&relay->in);
}

/* True if the target has written nothing more by now. */
static bool move_output(struct relay *relay)
{
    enum output_result err;
    enum output_result out;

    do {
        err = output_move(&relay->err, relay->outbox);
        out = output_move(&relay->out, relay->outbox);
        if (relay->exited)
            relay->drained += (err == OUTPUT_MOVED) + (out == OUTPUT_MOVED);
    } while ((err == OUTPUT_MOVED || out == OUTPUT_MOVED) && relay->drained < LEFT_BEHIND_MAX);
    return err != OUTPUT_NO_ROOM && out != OUTPUT_NO_ROOM;
}

/* The last message comes after all that the target has written; then the session is over. */
static void end_when_drained(struct relay *relay, bool dry)
{
    uint8_t *frame;

    if (relay->exited && !relay->told && dry && (frame = outbox_room(relay->outbox))) {
        outbox_add(relay->outbox, encode_exited(frame, relay->code));
        relay->told = true;
    }
}

static void send_output(struct relay *relay)
{
    do {
        bool dry = relay->told || move_output(relay);

        end_when_drained(relay, dry);
        if (!outbox_send(relay->outbox, relay->client, MSG_DONTWAIT))
            relay->over = true;
        /* After the exit nothing but room in the outbox is waited for. */
    } while (!relay->over && relay->exited && !relay->told && outbox_room(relay->outbox));
    if (relay->told && outbox_is_empty(relay->outbox))
        relay->over = true;
}

/* Watches only what can be acted upon: whatever else is ready would wake this up without end. */
static void wait_for_events(const struct relay *relay, struct pollfd fds[POLLED])
{
    bool room = outbox_room(relay->outbox) && !relay->exited;
    bool pending = input_is_pending(&relay->in);
    bool unsent = !outbox_is_empty(relay->outbox);

    fds[CHILD] = (struct pollfd){.fd = relay->exited ? -1 : relay->children, .events = POLLIN};
    fds[CLIENT] = (struct pollfd){.fd = relay->client, .events = pending ? POLLRDHUP : POLLIN};
    fds[CLIENT].events |= unsent ? POLLOUT : 0;
    fds[IN] = (struct pollfd){.fd = pending ? relay->in.fd : -1, .events = POLLOUT};
    fds[OUT] = (struct pollfd){.fd = room ? relay->out.fd : -1, .events = POLLIN};
    fds[ERR] = (struct pollfd){.fd = room ? relay->err.fd : -1, .events = POLLIN};
    if (poll(fds, POLLED, -1) < 0 && errno != EINTR)
        exit(EXIT_FAILURE);
}

static void step(struct relay *relay)
{
    struct pollfd fds[POLLED];

    wait_for_events(relay, fds);
    if (fds[CHILD].revents)
        watch_target(relay);
    if (fds[IN].revents) {
        input_write(&relay->in);
        obey_inbox(relay);
    }
    if (fds[CLIENT].revents & ~POLLOUT)
        receive(relay, fds[CLIENT].revents);
    if (!relay->over)
        send_output(relay);
}

/* Without a terminal there is nothing else that would tell the target's programs. */
static void hang_up(pid_t target)
{
    /* A target that has not come so far as to lead a group is alone. */
    if (kill(-target, SIGHUP) < 0)
        kill(target, SIGHUP);
}

static int watch_children(void)
{
    sigset_t children;

    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    return signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

void relay_run(int client, pid_t target, const struct channels *channels, struct inbox *inbox,
               struct outbox *outbox)
{
    struct relay relay = {
        .client = client,
        .target = target,
        .channels = channels,
        .inbox = inbox,
        .outbox = outbox,
        .in = {.fd = channels->in, .pty = channels->pty},
        .out = {.fd = channels->out, .stream = STREAM_STDOUT, .pty = channels->pty},
        .err = {.fd = channels->err, .stream = STREAM_STDERR},
        .children = watch_children(),
    };

    relay.over = relay.children < 0;
    obey_inbox(&relay);
    while (!relay.over)
        step(&relay);
    if (!relay.exited)
        hang_up(target);
}
