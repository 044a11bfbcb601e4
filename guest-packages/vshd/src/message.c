#include "message.h"

#include "proto.h"

#include <string.h>

static bool decode_data(struct proto_span bytes, struct guest_message *message)
{
    struct proto_field field;
    enum proto_result result;

    while ((result = proto_next(&bytes, &field)) == PROTO_FIELD) {
        /* The stream does not matter: a client has but one. */
        if (proto_is(&field, 2, PROTO_BYTES)) {
            message->data.bytes = field.bytes.at;
            message->data.length = proto_length(field.bytes);
        }
    }
    return result == PROTO_END;
}

static bool decode_status(struct proto_span bytes, struct guest_message *message)
{
    struct proto_field field;
    enum proto_result result;

    while ((result = proto_next(&bytes, &field)) == PROTO_FIELD) {
        if (proto_is(&field, 1, PROTO_VARINT))
            message->status = (int32_t)field.value;
        else if (proto_is(&field, 2, PROTO_BYTES) && !proto_is_text(field.bytes))
            return false;
    }
    return result == PROTO_END;
}

static bool decode_resize(struct proto_span bytes, struct guest_message *message)
{
    struct proto_field field;
    enum proto_result result;

    while ((result = proto_next(&bytes, &field)) == PROTO_FIELD) {
        if (proto_is(&field, 1, PROTO_VARINT))
            message->size.rows = (int32_t)field.value;
        else if (proto_is(&field, 2, PROTO_VARINT))
            message->size.cols = (int32_t)field.value;
    }
    return result == PROTO_END;
}

/* The fields are one of: the last one counts, and one that comes twice in a row is merged. */
static void become(struct guest_message *message, unsigned kind)
{
    if (message->kind != kind)
        *message = (struct guest_message){.kind = kind};
}

static bool decode_field(const struct proto_field *field, struct guest_message *message)
{
    if (proto_is(field, 1, PROTO_BYTES)) {
        become(message, GUEST_DATA);
        return decode_data(field->bytes, message);
    }
    if (proto_is(field, 2, PROTO_BYTES)) {
        become(message, GUEST_STATUS);
        return decode_status(field->bytes, message);
    }
    if (proto_is(field, 3, PROTO_BYTES)) {
        become(message, GUEST_RESIZE);
        return decode_resize(field->bytes, message);
    }
    if (proto_is(field, 4, PROTO_VARINT)) {
        become(message, GUEST_SIGNAL);
        message->signal = (int32_t)field->value;
    }
    return true;
}

bool guest_message_decode(const uint8_t *body, size_t length, struct guest_message *message)
{
    struct proto_span span = {body, body + length};
    struct proto_field field;
    enum proto_result result;

    *message = (struct guest_message){.kind = GUEST_NOTHING};
    while ((result = proto_next(&span, &field)) == PROTO_FIELD) {
        if (!decode_field(&field, message))
            return false;
    }
    return result == PROTO_END;
}

/* Writes the length of a frame whose body ends at END. */
static size_t finish(uint8_t *frame, const uint8_t *end)
{
    size_t length = (size_t)(end - frame) - HEADER_SIZE;

    for (unsigned i = 0; i < HEADER_SIZE; i++)
        frame[i] = (uint8_t)(length >> 8 * i);
    return HEADER_SIZE + length;
}

static uint8_t *put_status(uint8_t *at, enum status status, const char *description)
{
    at = proto_put_varint(proto_put_tag(at, 1, PROTO_VARINT), status);
    return proto_put_bytes(at, 2, description, strlen(description));
}

size_t encode_response(uint8_t *frame, enum status status, const char *description, pid_t pid)
{
    uint8_t *at = put_status(frame + HEADER_SIZE, status, description);

    if (pid != 0)
        at = proto_put_varint(proto_put_tag(at, 3, PROTO_VARINT), (uint64_t)pid);
    return finish(frame, at);
}

size_t encode_data(uint8_t *frame, enum stream stream, const uint8_t *data, size_t length)
{
    uint8_t head[2];
    size_t size = (size_t)(proto_put_varint(proto_put_tag(head, 1, PROTO_VARINT), stream) - head);
    uint8_t *at = proto_put_tag(frame + HEADER_SIZE, 1, PROTO_BYTES);

    if (length > 0)
        at = proto_put_varint(at, size + 1 + proto_varint_size(length) + length);
    else
        at = proto_put_varint(at, size);
    memcpy(at, head, size);
    at += size;
    if (length > 0)
        at = proto_put_bytes(at, 2, data, length);
    return finish(frame, at);
}

size_t encode_exited(uint8_t *frame, int code)
{
    uint8_t status[64];
    uint8_t *at = put_status(status, STATUS_EXITED, "target process has exited");
    uint32_t zigzag = (uint32_t)code << 1 ^ (uint32_t)(code >> 31);

    if (code != 0)
        at = proto_put_varint(proto_put_tag(at, 3, PROTO_VARINT), zigzag);
    at = proto_put_bytes(frame + HEADER_SIZE, 2, status, (size_t)(at - status));
    return finish(frame, at);
}
