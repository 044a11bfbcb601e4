/* Short texts for people, without the weight of printf(3). */
#pragma once

#include "message.h"

#include <stdint.h>

/* A sentence of bounded length. */
struct text {
    char chars[DESCRIPTION_MAX];
};

/* Adds to a text; what does not fit is left out, never within a character of UTF-8. */
void text_add(struct text *text, const char *more);
void text_add_number(struct text *text, uint32_t number);

/* Says on standard error: "vshd: WHAT DETAIL: what ERROR means"; DETAIL and ERROR may be missing. */
void complain(const char *what, const char *detail, int error);
