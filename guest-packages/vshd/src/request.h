/* SetupConnectionRequest: what a session is to be. */
#pragma once

#include "message.h"

enum { ITEMS_MAX = BODY_MAX / 2 }; /* an item takes two bytes at least */

struct variable {
    const char *name;
    const char *value;
};

/* Strings that were not sent are empty. */
struct request {
    const char *target;
    const char *user;
    const char *cwd;
    int32_t cwd_pid;
    int32_t rows;
    int32_t cols;
    bool nopty;
    size_t argc;
    char *argv[ITEMS_MAX + 1]; /* ends with NULL */
    size_t env_count;
    struct variable env[ITEMS_MAX]; /* each name once */
    size_t text_length;
    char text[BODY_MAX]; /* holds all of the strings: what ends one is shorter than its field's tag */
};

/* False if these bytes are no SetupConnectionRequest; LENGTH is at most BODY_MAX. */
bool request_decode(const uint8_t *body, size_t length, struct request *request);
