/* Carries messages between a client and a target until one of them ends. */
#pragma once

#include "channels.h"
#include "inbox.h"
#include "outbox.h"

#include <sys/types.h>

/* Takes over all of these; INBOX may have frames already. SIGCHLD has to be blocked. */
void relay_run(int client, pid_t target, const struct channels *channels, struct inbox *inbox,
               struct outbox *outbox);
