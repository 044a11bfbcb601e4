/*
 * Frames and messages of vsh, except for the request that sets a session up (request.h). A frame is
 * a little-endian length of 32 bits and one message of that many bytes; which message it is follows
 * from direction and order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    HEADER_SIZE = 4,
    BODY_MAX = 4096,
    FRAME_MAX = HEADER_SIZE + BODY_MAX,
    DATA_MAX = 4000,
    DESCRIPTION_MAX = 256, /* with the terminating 0 */
};

enum status { STATUS_UNKNOWN = 0, STATUS_READY = 1, STATUS_EXITED = 2, STATUS_FAILED = 3 };
enum stream { STREAM_STDIN = 1, STREAM_STDOUT = 2, STREAM_STDERR = 3 };

/* What a client sends once its session is set up. */
struct guest_message {
    enum { GUEST_NOTHING, GUEST_DATA, GUEST_STATUS, GUEST_RESIZE, GUEST_SIGNAL } kind;
    struct {
        const uint8_t *bytes; /* in the message that was decoded */
        size_t length;        /* 0 is the end of input */
    } data;
    int32_t status;
    struct {
        int32_t rows;
        int32_t cols;
    } size;
    int32_t signal;
};

/* False if these bytes are no GuestMessage. */
bool guest_message_decode(const uint8_t *body, size_t length, struct guest_message *message);

/* Each writes a frame to where there is room for FRAME_MAX bytes, and returns its length. */
size_t encode_response(uint8_t *frame, enum status status, const char *description, pid_t pid);
size_t encode_data(uint8_t *frame, enum stream stream, const uint8_t *data, size_t length);
size_t encode_exited(uint8_t *frame, int code);
