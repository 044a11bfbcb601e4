/* What comes from a client, in frames. */
#pragma once

#include "message.h"

struct inbox {
    size_t start;
    size_t end;
    uint8_t bytes[4 * FRAME_MAX];
};

enum inbox_frame { INBOX_FRAME, INBOX_PARTIAL, INBOX_OVERSIZE };

/* Takes the next frame out; its body is valid until inbox_receive(). */
enum inbox_frame inbox_next(struct inbox *inbox, const uint8_t **body, size_t *length);

/* Receives once, with the FLAGS of recv(2); returns what that does. */
ssize_t inbox_receive(struct inbox *inbox, int socket, int flags);
