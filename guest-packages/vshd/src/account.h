/* Whom a session runs as. */
#pragma once

#include "options.h"
#include "request.h"
#include "text.h"

#include <sys/types.h>

struct account {
    const char *name; /* NULL: this process stays who it is */
    const char *home;
    const char *shell;
    uid_t uid;
    gid_t gid;
};

/* Each returns false with the reason in FAILURE, which is empty before. */
bool account_find(const struct options *options, const struct request *request,
                  struct account *account, struct text *failure);
bool account_become(const struct account *account, struct text *failure);
