#include "proto.h"

#include <string.h>

/* Ten bytes of seven bits hold 64 bits. */
enum { VARINT_BYTES = 10 };

static bool take_varint(struct proto_span *span, uint64_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < VARINT_BYTES && span->at < span->end; i++) {
        uint8_t byte = *span->at++;
        *value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80)
            return true;
    }
    return false;
}

static bool take_span(struct proto_span *span, uint64_t length, struct proto_span *taken)
{
    if (length > proto_length(*span))
        return false;
    *taken = (struct proto_span){span->at, span->at + length};
    span->at += length;
    return true;
}

static bool take_tag(struct proto_span *span, struct proto_field *field)
{
    uint64_t tag;

    if (!take_varint(span, &tag) || tag > UINT32_MAX || tag >> 3 == 0)
        return false;
    field->number = (uint32_t)(tag >> 3);
    field->type = tag & 7;
    return true;
}

static bool take_value(struct proto_span *span, struct proto_field *field)
{
    struct proto_span fixed;
    uint64_t length;

    switch (field->type) {
    case PROTO_VARINT:
        return take_varint(span, &field->value);
    case PROTO_BYTES:
        return take_varint(span, &length) && take_span(span, length, &field->bytes);
    case PROTO_FIXED64:
        return take_span(span, 8, &fixed);
    case PROTO_FIXED32:
        return take_span(span, 4, &fixed);
    }
    /* Groups, which proto3 does not have. */
    return false;
}

enum proto_result proto_next(struct proto_span *message, struct proto_field *field)
{
    if (message->at == message->end)
        return PROTO_END;
    return take_tag(message, field) && take_value(message, field) ? PROTO_FIELD : PROTO_MALFORMED;
}

bool proto_is(const struct proto_field *field, uint32_t number, enum proto_type type)
{
    return field->number == number && field->type == type;
}

size_t proto_length(struct proto_span bytes)
{
    return (size_t)(bytes.end - bytes.at);
}

size_t proto_varint_size(uint64_t value)
{
    size_t size = 1;

    while (value >>= 7)
        size++;
    return size;
}

uint8_t *proto_put_varint(uint8_t *at, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *at++ = (uint8_t)(value | 0x80);
    *at++ = (uint8_t)value;
    return at;
}

uint8_t *proto_put_tag(uint8_t *at, uint32_t number, enum proto_type type)
{
    return proto_put_varint(at, (uint64_t)number << 3 | type);
}

uint8_t *proto_put_bytes(uint8_t *at, uint32_t number, const void *bytes, size_t length)
{
    at = proto_put_varint(proto_put_tag(at, number, PROTO_BYTES), length);
    memcpy(at, bytes, length);
    return at + length;
}
