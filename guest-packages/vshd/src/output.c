#include "output.h"

#include <errno.h>
#include <unistd.h>

static ssize_t read_some(int fd, uint8_t *bytes)
{
    ssize_t length;

    do
        length = read(fd, bytes, DATA_MAX);
    while (length < 0 && errno == EINTR);
    return length;
}

enum output_result output_move(struct output *output, struct outbox *outbox)
{
    uint8_t data[DATA_MAX];
    uint8_t *frame = outbox_room(outbox);
    ssize_t length;

    if (output->fd < 0)
        return OUTPUT_DRY;
    if (!frame)
        return OUTPUT_NO_ROOM;
    length = read_some(output->fd, data);
    /* A terminal has no end; once it is hung up it is in error. */
    if (length < 0 || (length == 0 && output->pty))
        return OUTPUT_DRY;
    outbox_add(outbox, encode_data(frame, output->stream, data, (size_t)length));
    if (length == 0) {
        close(output->fd);
        output->fd = -1;
    }
    return OUTPUT_MOVED;
}
