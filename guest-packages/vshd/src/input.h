/* What is on its way to a target's standard input: one message at a time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
    int fd; /* does not block; -1 once closed, after which all that comes is dropped */
    bool pty;
    const uint8_t *bytes;
    size_t length;
};

bool input_is_pending(const struct input *input);

/* Takes bytes, which have to stay where they are as long as any is pending; none is the end. */
void input_put(struct input *input, const uint8_t *bytes, size_t length);

/* Writes what the target takes now. */
void input_write(struct input *input);

/* Drops what is pending and all that is to come. */
void input_close(struct input *input);
