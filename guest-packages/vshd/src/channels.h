/* What ties a session to the standard streams of its target: a terminal, or three pipes. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct channels {
    bool pty;
    int in;  /* the session's end of each; with a terminal IN and OUT are one and ERR is -1 */
    int out;
    int err;
    int target[3]; /* the target's ends */
};

/* True with FAILURE unset, false with what to tell the client or, where there is nothing, NULL. */
bool channels_open_terminal(struct channels *channels, const char **failure);
bool channels_open_pipes(struct channels *channels);

/* Sizes that no terminal has are not applied; false if the terminal refuses. */
bool channels_resize(const struct channels *channels, int32_t rows, int32_t cols);

/* Closes the session's copies of the target's ends. */
void channels_release_target(struct channels *channels);
