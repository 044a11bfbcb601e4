/* What clients must not be able to do to vshd and to each other: large, slow, many, cut off, gone. */
#define _GNU_SOURCE
#include "check.h"
#include "client.h"
#include "golden.h"
#include "vshd.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIPES(script) (&(struct wish){.argv = ARGV("/bin/sh", "-c", script), .nopty = true})
#define TERMINAL(script) (&(struct wish){.argv = ARGV("/bin/sh", "-c", script)})

enum { LARGE = 10 * 1024 * 1024, SESSIONS = 100 };

static const char *frames;

static struct client begin_cat(void)
{
    return client_begin_ready(&(struct wish){.argv = ARGV("cat"), .nopty = true});
}

/* A byte that tells where in a stream it belongs. */
static char pattern(size_t position)
{
    return (char)(position * 2654435761u >> 24);
}

/* From a process of its own, so that input and output flow at once. */
static pid_t send_large(const struct client *client)
{
    pid_t sender = fork();

    if (sender != 0)
        return sender;
    for (size_t sent = 0; sent < LARGE; sent += DATA_MAX) {
        size_t length = LARGE - sent < DATA_MAX ? LARGE - sent : DATA_MAX;
        char data[DATA_MAX];

        for (size_t i = 0; i < length; i++)
            data[i] = pattern(sent + i);
        client_input_bytes(client, data, length);
    }
    client_end_input(client);
    _exit(EXIT_SUCCESS);
}

static void all_of_a_large_stream_arrives(void)
{
    struct client client = begin_cat();

    send_large(&client);
    CHECK(client_finish(&client) == 0);
    CHECK(client.out_length == LARGE);
    for (size_t i = 0; i < LARGE; i++)
        CHECK(client.out[i] == pattern(i));
    client_leave(&client);
}

static void slow_client_gets_all_that_was_written(void)
{
    struct client client = client_begin_ready(PIPES("head -c 1000000 /dev/zero; exit 9"));
    struct client ended = client_begin_ready(PIPES("head -c 60000 /dev/zero; exit 9"));

    /* Its target has long exited when the first byte is read. */
    await_death(ended.target);
    CHECK(client_finish(&ended) == 9 && ended.out_length == 60000);
    CHECK(client_finish(&client) == 9 && client.out_length == 1000000);
    client_leave(&client);
    client_leave(&ended);
}

static void client_that_does_not_read_is_still_obeyed(void)
{
    struct client client = client_begin_ready(PIPES("exec cat /dev/zero"));

    client_signal(&client, SIGTERM);
    await_death(client.target);
    CHECK(client_finish(&client) == SIGTERM);
    client_leave(&client);
}

/* Sends until nobody takes any more. */
static void fill(const struct client *client)
{
    uint8_t frames_of_input[4012] = {0xa8, 0x0f, 0, 0, 0x0a, 0xa5, 0x1f, 0x08, 0x01, 0x12, 0xa0, 0x1f};
    struct pollfd event = {.fd = client->fd, .events = POLLOUT};

    while (poll(&event, 1, 200) == 1) {
        if (send(client->fd, frames_of_input, sizeof frames_of_input, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
            CHECK(errno == EAGAIN);
    }
}

static void client_that_leaves_amid_input_is_noticed(void)
{
    struct client client = client_begin_ready(PIPES("exec sleep 1000"));

    fill(&client);
    client_leave(&client);
    await_death(client.target);
}

static void target_that_does_not_read_does_not_hold_up_output(void)
{
    struct client client = client_begin_ready(PIPES("echo first; kill -STOP $$; echo last"));

    client_await(&client, "first");
    fill(&client);
    await_state(client.target, 'T');
    kill(client.target, SIGCONT);
    CHECK(client_finish(&client) == 0);
    CHECK(strcmp(client.out, "first\nlast\n") == 0);
    client_leave(&client);
}

static void programs_end_with_their_client(void)
{
    const struct wish *wishes[] = {PIPES("sleep 1000 & echo $!; wait"), TERMINAL("sleep 1000 & echo $!; wait")};

    for (int i = 0; i < 4; i++) {
        struct client client = client_begin_ready(wishes[i % 2]);
        pid_t program;

        client_await(&client, "\n");
        program = atoi(client.out);
        if (i < 2)
            shutdown(client.fd, SHUT_RDWR);
        else
            client_status(&client, STATUS_EXITED);
        await_death(client.target);
        await_death(program);
        client_leave(&client);
    }
}

static void ready_status_changes_nothing(void)
{
    struct client client = begin_cat();

    client_status(&client, STATUS_READY);
    client_input(&client, "on");
    client_await(&client, "on");
    client_end_input(&client);
    CHECK(client_finish(&client) == 0);
    client_leave(&client);
}

static void half_of_many_vanish_and_the_others_go_on(void)
{
    static struct client clients[SESSIONS];
    char text[16];

    for (int i = 0; i < SESSIONS; i++)
        clients[i] = i % 4 < 2 ? begin_cat() : client_begin_ready(TERMINAL("stty -echo; echo ready; exec cat"));
    for (int i = 0; i < SESSIONS; i += 2)
        client_leave(&clients[i]);
    for (int i = 1; i < SESSIONS; i += 2) {
        if (i % 4 >= 2)
            client_await(&clients[i], "ready");
        snprintf(text, sizeof text, "I am %d\n", i);
        client_input(&clients[i], text);
        client_end_input(&clients[i]);
    }
    for (int i = 1; i < SESSIONS; i += 2) {
        snprintf(text, sizeof text, "I am %d", i);
        CHECK(client_finish(&clients[i]) == 0);
        CHECK(strstr(clients[i].out, text));
        client_leave(&clients[i]);
    }
    for (int i = 0; i < SESSIONS; i += 2)
        await_death(clients[i].target);
}

/* One session's frames in two pieces, and in the first piece alone, for every place to cut. */
static void cut_at_every_byte(void)
{
    struct golden input = golden_read(frames, "stdin");
    struct golden end = golden_read(frames, "stdin-eof");
    struct wish wish = {.argv = ARGV("cat"), .nopty = true};
    uint8_t bytes[FRAME_MAX];
    size_t setup = client_encode_wish(&wish, bytes);
    size_t length = setup + input.length + end.length;

    memcpy(bytes + setup, input.bytes, input.length);
    memcpy(bytes + setup + input.length, end.bytes, end.length);
    for (size_t cut = 1; cut < length; cut++) {
        struct client whole = client_connect();
        struct client part = client_connect();

        client_send(&part, bytes, cut);
        client_leave(&part);
        client_send(&whole, bytes, cut);
        if (cut >= setup)
            CHECK(client_await_response(&whole));
        client_send(&whole, bytes + cut, length - cut);
        if (cut < setup)
            CHECK(client_await_response(&whole));
        CHECK(client_finish(&whole) == 0 && strcmp(whole.out, "ls\n") == 0);
        client_leave(&whole);
    }
}

static void closed_without_a_word(const void *bytes, size_t length)
{
    struct client client = client_connect();

    client_send(&client, bytes, length);
    CHECK(!client_await_response(&client));
    client_leave(&client);
}

static void what_is_no_request_is_not_answered(void)
{
    closed_without_a_word("\x01\x10\x00\x00", 4);
    closed_without_a_word("\xff\xff\xff\xff", 4);
    closed_without_a_word("\x01\x00\x00\x00\x0a", 5);
    closed_without_a_word("\x03\x00\x00\x00\x0a\x01\xff", 7);
}

static void what_is_no_message_ends_the_session(void)
{
    static const struct {
        const char *bytes;
        size_t length;
    } messages[] = {{"\x01\x10\x00\x00", 4}, {"\x01\x00\x00\x00\x0a", 5}};

    for (size_t i = 0; i < 2; i++) {
        struct client client = begin_cat();

        client_send(&client, messages[i].bytes, messages[i].length);
        CHECK(!client_next(&client));
        await_death(client.target);
        client_leave(&client);
    }
}

static void an_empty_message_is_none(void)
{
    struct client client = begin_cat();

    client_send(&client, "\0\0\0\0", 4);
    client_input(&client, "on");
    client_await(&client, "on");
    client_leave(&client);
}

static void many_in_a_row(void)
{
    for (int i = 0; i < SESSIONS; i++) {
        struct client client = client_begin_ready(PIPES("exit 5"));

        CHECK(client_finish(&client) == 5);
        client_leave(&client);
    }
}

static void more_than_the_limit(void)
{
    struct client first = begin_cat();
    struct client second = begin_cat();
    struct client refused = client_connect();

    CHECK(client_await_response(&refused));
    CHECK(refused.status == STATUS_FAILED);
    CHECK(strcmp(refused.description, "too many sessions: end one and try again") == 0);
    client_end_input(&first);
    CHECK(client_finish(&first) == 0);
    client_leave(&first);
    client_leave(&second);
    client_leave(&refused);
}

int main(int argc, char *argv[])
{
    struct vshd vshd;

    CHECK(argc == 4);
    frames = argv[3];
    vshd = vshd_start(argv[1], argv[2], NULL);
    RUN(all_of_a_large_stream_arrives);
    RUN(slow_client_gets_all_that_was_written);
    RUN(client_that_does_not_read_is_still_obeyed);
    RUN(client_that_leaves_amid_input_is_noticed);
    RUN(target_that_does_not_read_does_not_hold_up_output);
    RUN(programs_end_with_their_client);
    RUN(ready_status_changes_nothing);
    RUN(half_of_many_vanish_and_the_others_go_on);
    RUN(cut_at_every_byte);
    RUN(what_is_no_request_is_not_answered);
    RUN(what_is_no_message_ends_the_session);
    RUN(an_empty_message_is_none);
    RUN(many_in_a_row);
    vshd_stop(&vshd);

    vshd = vshd_start(argv[1], argv[2], ARGV("--max_sessions=2"));
    RUN(more_than_the_limit);
    vshd_stop(&vshd);
    return EXIT_SUCCESS;
}
