/* What a target writes, as messages for its client. */
#pragma once

#include "outbox.h"

struct output {
    int fd; /* does not block; -1 once it has ended */
    enum stream stream;
    bool pty;
};

/* Moves at most one message into the outbox; the end of a pipe is an empty one. */
enum output_result { OUTPUT_MOVED, OUTPUT_DRY, OUTPUT_NO_ROOM };
enum output_result output_move(struct output *output, struct outbox *outbox);
