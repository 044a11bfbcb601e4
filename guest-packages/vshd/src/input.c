#include "input.h"

#include <errno.h>
#include <unistd.h>

/* What a terminal takes for the end of input. */
static const uint8_t END_OF_TRANSMISSION = 0x04;

bool input_is_pending(const struct input *input)
{
    return input->length > 0;
}

void input_close(struct input *input)
{
    if (input->fd >= 0 && !input->pty)
        close(input->fd);
    input->fd = -1;
    input->length = 0;
}

void input_put(struct input *input, const uint8_t *bytes, size_t length)
{
    if (input->fd < 0)
        return;
    if (length == 0 && !input->pty) {
        input_close(input);
        return;
    }
    input->bytes = length > 0 ? bytes : &END_OF_TRANSMISSION;
    input->length = length > 0 ? length : 1;
    input_write(input);
}

void input_write(struct input *input)
{
    while (input_is_pending(input)) {
        ssize_t written = write(input->fd, input->bytes, input->length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN)
            return;
        if (written < 0) {
            /* Mostly EPIPE: the target does not want more, which is no failure. */
            input_close(input);
            return;
        }
        input->bytes += written;
        input->length -= (size_t)written;
    }
}
