/* The program that a session is for. */
#pragma once

#include "account.h"
#include "channels.h"
#include "request.h"

/* Becomes the program; to be called in a process of its own. What goes wrong is told to the client. */
_Noreturn void target_run(const struct request *request, const struct account *account,
                          const struct channels *channels, bool inherit_env);
