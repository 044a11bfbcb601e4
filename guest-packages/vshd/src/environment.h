/* The environment of a target. */
#pragma once

#include "account.h"
#include "request.h"

/* What is inherited wins over what was asked for; SHELL and HOME are the account's. NULL: no memory. */
char **environment_make(char *const inherited[], const struct request *request,
                        const struct account *account);
