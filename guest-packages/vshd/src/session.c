#include "session.h"

#include "account.h"
#include "channels.h"
#include "inbox.h"
#include "outbox.h"
#include "relay.h"
#include "request.h"
#include "target.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* A client that connects has this long to say what it wants; then the alarm ends the process. */
enum { SETUP_SECONDS = 30 };

/* Too large for a stack, and there is but one session in a process. */
static struct inbox inbox;
static struct outbox outbox;
static struct request request;

static bool receive_request(int client)
{
    const uint8_t *body;
    size_t length;
    enum inbox_frame frame;

    while ((frame = inbox_next(&inbox, &body, &length)) == INBOX_PARTIAL) {
        ssize_t received = inbox_receive(&inbox, client, 0);

        if (received == 0 || (received < 0 && errno != EINTR))
            return false;
    }
    return frame == INBOX_FRAME && request_decode(body, length, &request);
}

static void answer(int client, enum status status, const char *description, pid_t pid)
{
    outbox_add(&outbox, encode_response(outbox_room(&outbox), status, description, pid));
    outbox_send(&outbox, client, 0);
}

static bool become_account(const struct options *options, int client, struct account *account)
{
    struct text failure = {""};

    if (account_find(options, &request, account, &failure) && account_become(account, &failure))
        return true;
    answer(client, STATUS_FAILED, failure.chars, 0);
    return false;
}

static bool open_channels(int client, struct channels *channels)
{
    const char *failure;

    if (request.nopty)
        return channels_open_pipes(channels);
    if (channels_open_terminal(channels, &failure))
        return channels_resize(channels, request.rows, request.cols);
    answer(client, STATUS_FAILED, failure, 0);
    return false;
}

void session_run(const struct options *options, int client)
{
    struct account account;
    struct channels channels;
    pid_t target;

    alarm(SETUP_SECONDS);
    if (!receive_request(client) || !become_account(options, client, &account)
        || !open_channels(client, &channels))
        return;
    target = fork();
    if (target == 0)
        target_run(&request, &account, &channels, options->inherit_env);
    if (target < 0) {
        answer(client, STATUS_FAILED, "no process to be had for the target: try again", 0);
        return;
    }
    channels_release_target(&channels);
    answer(client, STATUS_READY, "vsh ready", target);
    alarm(0);
    relay_run(client, target, &channels, &inbox, &outbox);
}
