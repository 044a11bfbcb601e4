/* The codec against the golden frames, frames cut at every byte, and bytes that are no frames. */
#include "check.h"
#include "golden.h"
#include "inbox.h"
#include "message.h"
#include "proto.h"
#include "request.h"
#include "text.h"

#include <string.h>

static const char *frames;
static struct request request;

static void encodes(const char *name, const uint8_t *frame, size_t length)
{
    struct golden golden = golden_read(frames, name);

    CHECK(length == golden.length);
    CHECK(memcmp(frame, golden.bytes, length) == 0);
}

static void what_a_server_sends(void)
{
    uint8_t frame[FRAME_MAX];

    encodes("ready-42", frame, encode_response(frame, STATUS_READY, "vsh ready", 42));
    encodes("stdout-hi", frame, encode_data(frame, STREAM_STDOUT, (const uint8_t *)"hi", 2));
    encodes("stdout-eof", frame, encode_data(frame, STREAM_STDOUT, NULL, 0));
    encodes("exited-0", frame, encode_exited(frame, 0));
    encodes("exited-3", frame, encode_exited(frame, 3));
    encodes("exited-137", frame, encode_exited(frame, 137));
}

static void full_data_fills_a_frame(void)
{
    static uint8_t data[DATA_MAX];
    uint8_t frame[FRAME_MAX];

    CHECK(encode_data(frame, STREAM_STDOUT, data, sizeof data) == 4012);
}

static struct guest_message decoded(const char *name, uint8_t *body)
{
    struct golden golden = golden_read(frames, name);
    struct guest_message message;

    memcpy(body, golden.bytes + HEADER_SIZE, golden.length - HEADER_SIZE);
    CHECK(guest_message_decode(body, golden.length - HEADER_SIZE, &message));
    return message;
}

static void what_a_client_sends(void)
{
    uint8_t body[256];
    struct guest_message message = decoded("stdin", body);

    CHECK(message.kind == GUEST_DATA && message.data.length == 3);
    CHECK(memcmp(message.data.bytes, "ls\n", 3) == 0);
    message = decoded("stdin-eof", body);
    CHECK(message.kind == GUEST_DATA && message.data.length == 0);
    message = decoded("resize-24x80", body);
    CHECK(message.kind == GUEST_RESIZE && message.size.rows == 24 && message.size.cols == 80);
    message = decoded("signal-int", body);
    CHECK(message.kind == GUEST_SIGNAL && message.signal == 2);
    CHECK(guest_message_decode(body, 0, &message) && message.kind == GUEST_NOTHING);
}

static bool decode_request(const void *body, size_t length)
{
    return request_decode(body, length, &request);
}

static void requests(void)
{
    struct golden golden = golden_read(frames, "setup-ls");

    CHECK(decode_request(golden.bytes + HEADER_SIZE, golden.length - HEADER_SIZE));
    CHECK(request.argc == 1 && strcmp(request.argv[0], "ls") == 0 && !request.argv[1]);
    CHECK(request.env_count == 1 && strcmp(request.env[0].name, "TERM") == 0);
    CHECK(strcmp(request.env[0].value, "xterm") == 0);
    CHECK(!*request.target && !*request.user && !*request.cwd && !request.nopty);

    golden = golden_read(frames, "setup-vm-shell");
    CHECK(decode_request(golden.bytes + HEADER_SIZE, golden.length - HEADER_SIZE));
    CHECK(strcmp(request.target, "/vm_shell") == 0 && strcmp(request.user, "chronos") == 0);
    CHECK(request.rows == 24 && request.cols == 80 && request.nopty && request.argc == 0);
}

static void largest_requests(void)
{
    uint8_t body[BODY_MAX];

    for (size_t i = 0; i < sizeof body; i += 2)
        memcpy(body + i, "\x2a\x00", 2);
    CHECK(decode_request(body, sizeof body) && request.argc == ITEMS_MAX);
    for (size_t i = 0; i < sizeof body; i += 2)
        memcpy(body + i, "\x1a\x00", 2);
    CHECK(decode_request(body, sizeof body) && request.env_count == 1);
    memset(body, 'x', sizeof body);
    memcpy(body, "\x0a\xfd\x1f", 3);
    CHECK(decode_request(body, sizeof body) && strlen(request.target) == BODY_MAX - 3);
}

static void last_value_counts(void)
{
    static const char body[] = "\x12\x01" "a" "\x12\x01" "b" "\x1a\x06\x0a\x01K\x12\x01" "1"
                               "\x1a\x06\x0a\x01K\x12\x01" "2";

    CHECK(decode_request(body, sizeof body - 1) && strcmp(request.user, "b") == 0);
    CHECK(request.env_count == 1 && strcmp(request.env[0].value, "2") == 0);
}

static void unknown_fields_are_skipped(void)
{
    /* A varint 11, 8 bytes 12, 2 bytes 13, 4 bytes 14; and a number where argv should be. */
    static const char body[] = "\x58\x01" "\x61" "12345678" "\x6a\x02zz" "\x75" "1234" "\x28\x01";

    CHECK(decode_request(body, sizeof body - 1) && request.argc == 0);
}

static void malformed_bytes_are_refused(void)
{
    static const struct {
        const char *bytes;
        size_t length;
    } bodies[] = {
        {"\x0a", 1},                                             /* no length */
        {"\x0a\x02x", 3},                                        /* cut short */
        {"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11},    /* as long as can be */
        {"\x00\x00", 2},                                         /* field 0 */
        {"\x0b\x0c", 2},                                         /* a group */
        {"\x0f", 1},                                             /* no type */
        {"\x30\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12}, /* 11 bytes of varint */
        {"\x0a\x01\xff", 3},                                     /* not UTF-8 */
        {"\x0a\x02\xc0\xaf", 4},                                 /* overlong */
        {"\x0a\x03\xed\xa0\x80", 5},                             /* a surrogate */
        {"\x0a\x02\xc3x", 4},                                    /* half a character */
        {"\x0a\x03" "a\0b", 5},                                  /* what C cannot hold */
        {"\x1a\x02\x0a\x05", 4},                                 /* cut short within a variable */
        {"\x61" "1234567", 8},                                   /* cut short of eight bytes */
    };

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        CHECK(!decode_request(bodies[i].bytes, bodies[i].length));
}

/* A part of a frame is never taken for one, and all of it is found again at the end. */
static void cut_at_every_byte(void)
{
    static const char *const names[] = {"setup-vm-shell", "setup-ls", "stdin", "stdin-eof",
                                        "resize-24x80", "signal-int"};
    static struct inbox inbox;
    const uint8_t *body;
    size_t length;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct golden golden = golden_read(frames, names[i]);

        inbox.start = inbox.end = 0;
        for (size_t cut = 0; cut < golden.length; cut++) {
            CHECK(inbox_next(&inbox, &body, &length) == INBOX_PARTIAL);
            inbox.bytes[inbox.end++] = golden.bytes[cut];
        }
        CHECK(inbox_next(&inbox, &body, &length) == INBOX_FRAME);
        CHECK(length == golden.length - HEADER_SIZE);
        CHECK(memcmp(body, golden.bytes + HEADER_SIZE, length) == 0);
    }
}

/* A copy of its own for each, so that a sanitizer sees every step beyond the end. */
static void cut_bodies_stay_within(void)
{
    static const char *const names[] = {"setup-vm-shell", "setup-ls", "stdin", "resize-24x80"};
    struct guest_message message;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct golden golden = golden_read(frames, names[i]);

        for (size_t length = 1; length <= golden.length - HEADER_SIZE; length++) {
            uint8_t *body = malloc(length);

            memcpy(body, golden.bytes + HEADER_SIZE, length);
            request_decode(body, length, &request);
            guest_message_decode(body, length, &message);
            free(body);
        }
    }
}

/* xorshift64, from a fixed seed: every run sees the same bytes. */
static uint64_t random_state = 0x9e3779b97f4a7c15;

static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    return random_state ^= random_state << 17;
}

static void damaged_bodies_stay_within(void)
{
    struct golden golden = golden_read(frames, "setup-ls");
    size_t length = golden.length - HEADER_SIZE;
    struct guest_message message;

    for (int round = 0; round < 20000; round++) {
        uint8_t *body = malloc(length);

        memcpy(body, golden.bytes + HEADER_SIZE, length);
        for (int i = 0; i < 3; i++)
            body[next_random() % length] = (uint8_t)next_random();
        request_decode(body, length, &request);
        guest_message_decode(body, length, &message);
        free(body);
    }
}

static void oversize_frames(void)
{
    static struct inbox inbox = {.end = 4, .bytes = {0x01, 0x10}};
    static struct inbox huge = {.end = 4, .bytes = {0xff, 0xff, 0xff, 0xff}};
    const uint8_t *body;
    size_t length;

    CHECK(inbox_next(&inbox, &body, &length) == INBOX_OVERSIZE);
    CHECK(inbox_next(&huge, &body, &length) == INBOX_OVERSIZE);
}

static void long_texts_end_with_a_character(void)
{
    struct text text = {""};

    for (int i = 0; i < 200; i++)
        text_add(&text, "\xc3\xa4");
    CHECK(strlen(text.chars) == 254);
    CHECK(proto_is_text((struct proto_span){(uint8_t *)text.chars, (uint8_t *)text.chars + 254}));
}

int main(int argc, char *argv[])
{
    CHECK(argc == 2);
    frames = argv[1];
    RUN(what_a_server_sends);
    RUN(full_data_fills_a_frame);
    RUN(what_a_client_sends);
    RUN(requests);
    RUN(largest_requests);
    RUN(last_value_counts);
    RUN(unknown_fields_are_skipped);
    RUN(malformed_bytes_are_refused);
    RUN(cut_at_every_byte);
    RUN(cut_bodies_stay_within);
    RUN(damaged_bodies_stay_within);
    RUN(oversize_frames);
    RUN(long_texts_end_with_a_character);
    return EXIT_SUCCESS;
}
