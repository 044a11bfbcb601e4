/* A test is a function; the first check that fails ends the program. */
#pragma once

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))
#define RUN(test) (check_running = #test, test())

extern const char *check_running;

_Noreturn void check_failed(const char *file, int line, const char *condition);
