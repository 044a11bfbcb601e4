#include "outbox.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool outbox_is_empty(const struct outbox *outbox)
{
    return outbox->start == outbox->end;
}

uint8_t *outbox_room(struct outbox *outbox)
{
    return sizeof outbox->bytes - outbox->end >= FRAME_MAX ? outbox->bytes + outbox->end : NULL;
}

void outbox_add(struct outbox *outbox, size_t length)
{
    outbox->end += length;
}

bool outbox_send(struct outbox *outbox, int socket, int flags)
{
    while (!outbox_is_empty(outbox)) {
        ssize_t sent = send(socket, outbox->bytes + outbox->start, outbox->end - outbox->start,
                            flags | MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return errno == EAGAIN || errno == ENOBUFS;
        outbox->start += (size_t)sent;
    }
    outbox->start = outbox->end = 0;
    return true;
}
