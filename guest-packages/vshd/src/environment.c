#include "environment.h"

#include <stdlib.h>
#include <string.h>

struct environment {
    char **variables;
    size_t count;
    bool failed;
};

static char *join(const char *name, const char *value)
{
    size_t name_length = strlen(name);
    size_t value_size = strlen(value) + 1;
    char *variable = malloc(name_length + 1 + value_size);

    if (variable) {
        memcpy(variable, name, name_length);
        variable[name_length] = '=';
        memcpy(variable + name_length + 1, value, value_size);
    }
    return variable;
}

static size_t find(const struct environment *environment, const char *name)
{
    size_t length = strlen(name);
    size_t i = 0;

    while (i < environment->count
           && (strncmp(environment->variables[i], name, length) != 0
               || environment->variables[i][length] != '='))
        i++;
    return i;
}

static void put(struct environment *environment, const char *name, const char *value)
{
    size_t i = find(environment, name);

    environment->variables[i] = join(name, value);
    if (!environment->variables[i])
        environment->failed = true;
    else if (i == environment->count)
        environment->count++;
}

static void put_unless_there(struct environment *environment, const char *name, const char *value)
{
    if (find(environment, name) == environment->count)
        put(environment, name, value);
}

static size_t length_of(char *const variables[])
{
    size_t length = 0;

    while (variables && variables[length])
        length++;
    return length;
}

char **environment_make(char *const inherited[], const struct request *request,
                        const struct account *account)
{
    size_t kept = length_of(inherited);
    struct environment environment = {.count = kept};

    environment.variables = calloc(kept + request->env_count + 4, sizeof(char *));
    if (!environment.variables)
        return NULL;
    for (size_t i = 0; i < kept; i++)
        environment.variables[i] = inherited[i];
    for (size_t i = 0; i < request->env_count && !environment.failed; i++)
        put_unless_there(&environment, request->env[i].name, request->env[i].value);
    if (!environment.failed)
        put_unless_there(&environment, "TERM", "linux");
    if (!environment.failed)
        put(&environment, "SHELL", account->shell);
    if (!environment.failed)
        put(&environment, "HOME", account->home);
    return environment.failed ? NULL : environment.variables;
}
