#include "check.h"

const char *check_running = "start";

_Noreturn void check_failed(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s: failed: %s (%s:%d)\n", check_running, condition, file, line);
    exit(EXIT_FAILURE);
}
