#define _GNU_SOURCE
#include "channels.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int open_target_end(int terminal)
{
    char path[64];

    if (ptsname_r(terminal, path, sizeof path) != 0)
        return -1;
    return open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

bool channels_open_terminal(struct channels *channels, const char **failure)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    int target = -1;

    *failure = NULL;
    if (terminal < 0)
        *failure = "could not allocate pty";
    else if (grantpt(terminal) < 0)
        *failure = "could not grant pty";
    else if (unlockpt(terminal) < 0)
        *failure = "could not unlock pty";
    else if ((target = open_target_end(terminal)) < 0)
        *failure = "could not allocate pty";
    *channels = (struct channels){
        .pty = true,
        .in = terminal,
        .out = terminal,
        .err = -1,
        .target = {target, target, target},
    };
    return !*failure;
}

/* The target's ends block, as programs expect. */
static bool open_pipe(int *ours, int *theirs, bool we_write)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    *ours = ends[we_write];
    *theirs = ends[!we_write];
    return fcntl(*ours, F_SETFL, O_NONBLOCK) == 0;
}

bool channels_open_pipes(struct channels *channels)
{
    channels->pty = false;
    return open_pipe(&channels->in, &channels->target[STDIN_FILENO], true)
        && open_pipe(&channels->out, &channels->target[STDOUT_FILENO], false)
        && open_pipe(&channels->err, &channels->target[STDERR_FILENO], false);
}

static bool is_size(int32_t size)
{
    return size >= 1 && size <= UINT16_MAX;
}

bool channels_resize(const struct channels *channels, int32_t rows, int32_t cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    if (!channels->pty || !is_size(rows) || !is_size(cols))
        return true;
    return ioctl(channels->out, TIOCSWINSZ, &size) == 0;
}

void channels_release_target(struct channels *channels)
{
    /* A terminal stays open: else it says "hung up" whenever no program happens to have it open. */
    if (channels->pty)
        return;
    for (int i = 0; i < 3; i++)
        close(channels->target[i]);
}
