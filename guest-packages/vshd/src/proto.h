/*
 * The wire format of Protocol Buffers, as much of it as vsh needs: fields are read one after the
 * other out of a message of known size; unknown ones are well-formed or the message is not.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum proto_type { PROTO_VARINT = 0, PROTO_FIXED64 = 1, PROTO_BYTES = 2, PROTO_FIXED32 = 5 };

/* Part of a message that is still to be read, or the content of a field. */
struct proto_span {
    const uint8_t *at;
    const uint8_t *end;
};

struct proto_field {
    uint32_t number;
    enum proto_type type;
    uint64_t value;          /* of PROTO_VARINT */
    struct proto_span bytes; /* of PROTO_BYTES */
};

enum proto_result { PROTO_FIELD, PROTO_END, PROTO_MALFORMED };

/* Takes the next field from the front of a message. */
enum proto_result proto_next(struct proto_span *message, struct proto_field *field);

/* Whether a field is number NUMBER and of type TYPE; a field of another type counts as unknown. */
bool proto_is(const struct proto_field *field, uint32_t number, enum proto_type type);

/* Whether these bytes are UTF-8, as every string has to be, and can be a C string. */
bool proto_is_text(struct proto_span bytes);

size_t proto_length(struct proto_span bytes);

/* How many bytes proto_put_varint() writes. */
size_t proto_varint_size(uint64_t value);

/* Each writes at AT and returns the end of what it wrote; the caller knows that there is room. */
uint8_t *proto_put_varint(uint8_t *at, uint64_t value);
uint8_t *proto_put_tag(uint8_t *at, uint32_t number, enum proto_type type);
uint8_t *proto_put_bytes(uint8_t *at, uint32_t number, const void *bytes, size_t length);
