#include "options.h"

#include "text.h"

#include <stddef.h>
#include <string.h>

static const struct options DEFAULTS = {
    .port = 9001,
    .max_sessions = 256,
    .default_user = "root",
    .allow_to_switch_user = true,
};

enum kind { NUMBER, SWITCH, STRING };

static const struct option {
    const char *name;
    enum kind kind;
    size_t offset;
} OPTIONS[] = {
    {"port", NUMBER, offsetof(struct options, port)},
    {"max_sessions", NUMBER, offsetof(struct options, max_sessions)},
    {"forward_to_host_port", NUMBER, offsetof(struct options, forward_to_host_port)},
    {"listen_unix", STRING, offsetof(struct options, listen_unix)},
    {"default_user", STRING, offsetof(struct options, default_user)},
    {"inherit_env", SWITCH, offsetof(struct options, inherit_env)},
    {"allow_to_switch_user", SWITCH, offsetof(struct options, allow_to_switch_user)},
};

static const struct option *find(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof OPTIONS / sizeof OPTIONS[0]; i++) {
        if (strlen(OPTIONS[i].name) == length && memcmp(OPTIONS[i].name, name, length) == 0)
            return &OPTIONS[i];
    }
    return NULL;
}

/* 1 to the highest port there is; all ones mean any port. */
static bool parse_number(const char *digits, uint32_t *number)
{
    uint64_t value = 0;

    for (; *digits >= '0' && *digits <= '9' && value < UINT32_MAX; digits++)
        value = value * 10 + (uint64_t)(*digits - '0');
    *number = (uint32_t)value;
    return *digits == '\0' && value > 0 && value < UINT32_MAX;
}

static bool parse_switch(const char *word, bool *on)
{
    *on = strcmp(word, "true") == 0;
    return *on || strcmp(word, "false") == 0;
}

/* VALUE is NULL where there is none. */
static bool set(struct options *options, const struct option *option, const char *value)
{
    void *field = (char *)options + option->offset;

    switch (option->kind) {
    case NUMBER:
        return value && parse_number(value, field);
    case SWITCH:
        return parse_switch(value ? value : "true", field);
    case STRING:
        *(const char **)field = value;
        return value && *value;
    }
    return false;
}

static bool parse(struct options *options, const char *argument)
{
    const char *name = argument + 2;
    size_t length = strcspn(name, "=");
    const struct option *option;

    if (strncmp(argument, "--", 2) != 0 || !(option = find(name, length)))
        return false;
    return set(options, option, name[length] == '=' ? name + length + 1 : NULL);
}

bool options_parse(struct options *options, char *const argv[])
{
    *options = DEFAULTS;
    for (argv++; *argv; argv++) {
        if (!parse(options, *argv)) {
            complain("cannot use the argument", *argv, 0);
            complain("options: --port=N --listen_unix=PATH --forward_to_host_port=N --max_sessions=N"
                     " --default_user=NAME --allow_to_switch_user=false --inherit_env", NULL, 0);
            return false;
        }
    }
    return true;
}
