#include "inbox.h"

#include <string.h>
#include <sys/socket.h>

static uint32_t little_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16
        | (uint32_t)bytes[3] << 24;
}

enum inbox_frame inbox_next(struct inbox *inbox, const uint8_t **body, size_t *length)
{
    const uint8_t *frame = inbox->bytes + inbox->start;
    size_t available = inbox->end - inbox->start;

    if (available < HEADER_SIZE)
        return INBOX_PARTIAL;
    *length = little_endian(frame);
    if (*length > BODY_MAX)
        return INBOX_OVERSIZE;
    if (available - HEADER_SIZE < *length)
        return INBOX_PARTIAL;
    *body = frame + HEADER_SIZE;
    inbox->start += HEADER_SIZE + *length;
    return INBOX_FRAME;
}

ssize_t inbox_receive(struct inbox *inbox, int socket, int flags)
{
    ssize_t received;

    /* After inbox_next() there is never more left than a part of one frame. */
    memmove(inbox->bytes, inbox->bytes + inbox->start, inbox->end - inbox->start);
    inbox->end -= inbox->start;
    inbox->start = 0;
    received = recv(socket, inbox->bytes + inbox->end, sizeof inbox->bytes - inbox->end, flags);
    if (received > 0)
        inbox->end += (size_t)received;
    return received;
}
