/* Takes clients and gives each of them a process of its own. */
#pragma once

#include "options.h"

/* Serves until something is beyond repair; says what. SIGCHLD has to be blocked. */
void serve(const struct options *options, int listener);
