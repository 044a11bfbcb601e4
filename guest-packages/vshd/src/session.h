/* One session, from its request to its end. */
#pragma once

#include "options.h"

/* Returns when the session is over. The process must be one of its own: it may change its user. */
void session_run(const struct options *options, int client);
