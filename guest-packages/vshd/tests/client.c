#define _GNU_SOURCE
#include "client.h"

#include "check.h"
#include "proto.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LIMIT_MILLIS = 60000, NOT_EXITED = -1 };

static struct sockaddr_un address = {.sun_family = AF_UNIX};

void client_use(const char *socket_path)
{
    CHECK(strlen(socket_path) < sizeof address.sun_path);
    strcpy(address.sun_path, socket_path);
}

struct client client_connect(void)
{
    struct client client = {.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), .code = NOT_EXITED};

    CHECK(connect(client.fd, (struct sockaddr *)&address, sizeof address) == 0);
    client.out = calloc(1, 1);
    client.err = calloc(1, 1);
    return client;
}

static uint8_t *put_string(uint8_t *at, uint32_t field, const char *string)
{
    return string ? proto_put_bytes(at, field, string, strlen(string)) : at;
}

static uint8_t *put_number(uint8_t *at, uint32_t field, unsigned number)
{
    return number ? proto_put_varint(proto_put_tag(at, field, PROTO_VARINT), number) : at;
}

static uint8_t *put_variable(uint8_t *at, const char *name, const char *value)
{
    uint8_t entry[1024];
    uint8_t *end = put_string(put_string(entry, 1, name), 2, value);

    return proto_put_bytes(at, 3, entry, (size_t)(end - entry));
}

static size_t finish(uint8_t *frame, const uint8_t *end)
{
    size_t length = (size_t)(end - frame) - HEADER_SIZE;

    memcpy(frame, (uint8_t[]){(uint8_t)length, (uint8_t)(length >> 8), 0, 0}, HEADER_SIZE);
    return HEADER_SIZE + length;
}

size_t client_encode_wish(const struct wish *wish, uint8_t *frame)
{
    uint8_t *at = frame + HEADER_SIZE;

    at = put_string(put_string(at, 1, wish->target), 2, wish->user);
    for (const char *const *name = wish->env; name && *name; name += 2)
        at = put_variable(at, name[0], name[1]);
    for (const char *const *word = wish->argv; word && *word; word++)
        at = put_string(at, 5, *word);
    at = put_number(put_number(at, 6, wish->rows), 7, wish->cols);
    at = put_number(at, 8, wish->nopty);
    at = put_number(put_string(at, 9, wish->cwd), 10, wish->cwd_pid);
    return finish(frame, at);
}

void client_send(const struct client *client, const void *bytes, size_t length)
{
    CHECK(send(client->fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length);
}

static bool receive_all(int fd, uint8_t *bytes, size_t length)
{
    while (length > 0) {
        struct pollfd event = {.fd = fd, .events = POLLIN};
        ssize_t received;

        CHECK(poll(&event, 1, LIMIT_MILLIS) == 1);
        received = recv(fd, bytes, length, 0);
        if (received <= 0)
            return false;
        bytes += received;
        length -= (size_t)received;
    }
    return true;
}

static bool receive_frame(const struct client *client, uint8_t *body, struct proto_span *span)
{
    uint8_t header[HEADER_SIZE];
    size_t length;

    if (!receive_all(client->fd, header, sizeof header))
        return false;
    length = header[0] | (size_t)header[1] << 8;
    CHECK(length <= BODY_MAX && header[2] == 0 && header[3] == 0);
    *span = (struct proto_span){body, body + length};
    return receive_all(client->fd, body, length);
}

static void take_status(struct client *client, struct proto_span span, bool response)
{
    struct proto_field field;
    uint64_t number = 0;

    while (proto_next(&span, &field) == PROTO_FIELD) {
        if (field.number == 1)
            client->status = (enum status)field.value;
        if (field.number == 2)
            snprintf(client->description, sizeof client->description, "%.*s",
                     (int)proto_length(field.bytes), (const char *)field.bytes.at);
        if (field.number == 3)
            number = field.value;
    }
    if (response)
        client->target = (pid_t)number;
    else
        client->code = (int)(number >> 1) ^ -(int)(number & 1);
}

bool client_await_response(struct client *client)
{
    uint8_t body[BODY_MAX];
    struct proto_span span;

    if (!receive_frame(client, body, &span))
        return false;
    take_status(client, span, true);
    return true;
}

struct client client_begin(const struct wish *wish)
{
    uint8_t frame[FRAME_MAX];
    struct client client = client_connect();

    client_send(&client, frame, client_encode_wish(wish, frame));
    CHECK(client_await_response(&client));
    return client;
}

struct client client_begin_ready(const struct wish *wish)
{
    struct client client = client_begin(wish);

    CHECK(client.status == STATUS_READY);
    CHECK(strcmp(client.description, "vsh ready") == 0);
    CHECK(client.target > 0);
    return client;
}

static void send_message(const struct client *client, uint32_t field, const uint8_t *inner,
                         size_t length)
{
    uint8_t frame[FRAME_MAX];

    client_send(client, frame, finish(frame, proto_put_bytes(frame + HEADER_SIZE, field, inner, length)));
}

void client_input_bytes(const struct client *client, const char *bytes, size_t length)
{
    uint8_t inner[DATA_MAX + 16];
    uint8_t *at = put_number(inner, 1, STREAM_STDIN);

    if (length > 0)
        at = proto_put_bytes(at, 2, bytes, length);
    send_message(client, 1, inner, (size_t)(at - inner));
}

void client_input(const struct client *client, const char *text)
{
    client_input_bytes(client, text, strlen(text));
}

void client_end_input(const struct client *client)
{
    client_input_bytes(client, NULL, 0);
}

void client_status(const struct client *client, enum status status)
{
    uint8_t inner[16];

    send_message(client, 2, inner, (size_t)(put_number(inner, 1, status) - inner));
}

void client_resize(const struct client *client, unsigned rows, unsigned cols)
{
    uint8_t inner[16];

    send_message(client, 3, inner, (size_t)(put_number(put_number(inner, 1, rows), 2, cols) - inner));
}

void client_signal(const struct client *client, int signal)
{
    uint8_t frame[16];

    client_send(client, frame, finish(frame, put_number(frame + HEADER_SIZE, 4, (unsigned)signal)));
}

static void append(char **text, size_t *used, struct proto_span bytes)
{
    size_t length = proto_length(bytes);

    *text = realloc(*text, *used + length + 1);
    memcpy(*text + *used, bytes.at, length);
    *used += length;
    (*text)[*used] = '\0';
}

static void take_data(struct client *client, struct proto_span span)
{
    struct proto_span data = {0};
    struct proto_field field;
    bool out = true;

    while (proto_next(&span, &field) == PROTO_FIELD) {
        if (field.number == 1) {
            CHECK(field.value == STREAM_STDOUT || field.value == STREAM_STDERR);
            out = field.value == STREAM_STDOUT;
        }
        if (field.number == 2)
            data = field.bytes;
    }
    CHECK(proto_length(data) <= DATA_MAX);
    CHECK(out ? !client->out_ended : !client->err_ended);
    if (!data.at)
        *(out ? &client->out_ended : &client->err_ended) = true;
    else if (out)
        append(&client->out, &client->out_length, data);
    else
        append(&client->err, &client->err_length, data);
}

bool client_next(struct client *client)
{
    uint8_t body[BODY_MAX];
    struct proto_span span;
    struct proto_field field;

    if (!receive_frame(client, body, &span))
        return false;
    CHECK(client->code == NOT_EXITED);
    CHECK(proto_next(&span, &field) == PROTO_FIELD && span.at == span.end);
    if (field.number == 1) {
        take_data(client, field.bytes);
    } else {
        take_status(client, field.bytes, false);
        CHECK(client->status == STATUS_EXITED);
        CHECK(strcmp(client->description, "target process has exited") == 0);
    }
    return true;
}

void client_await(struct client *client, const char *text)
{
    while (!strstr(client->out, text))
        CHECK(client_next(client));
}

int client_finish(struct client *client)
{
    while (client_next(client))
        continue;
    CHECK(client->code != NOT_EXITED);
    return client->code;
}

void client_leave(struct client *client)
{
    close(client->fd);
    free(client->out);
    free(client->err);
}
