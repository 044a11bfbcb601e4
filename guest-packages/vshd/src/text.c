#include "text.h"

#include <string.h>
#include <unistd.h>

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

void text_add(struct text *text, const char *more)
{
    size_t used = strlen(text->chars);
    size_t length = strlen(more);
    size_t room = sizeof text->chars - used - 1;

    if (length > room) {
        length = room;
        while (length > 0 && is_continuation(more[length]))
            length--;
    }
    memcpy(text->chars + used, more, length);
    text->chars[used + length] = '\0';
}

void text_add_number(struct text *text, uint32_t number)
{
    char digits[11];
    char *at = digits + sizeof digits - 1;

    *at = '\0';
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    text_add(text, at);
}

void complain(const char *what, const char *detail, int error)
{
    struct text text = {"vshd: "};

    text_add(&text, what);
    if (detail) {
        text_add(&text, " ");
        text_add(&text, detail);
    }
    if (error) {
        text_add(&text, ": ");
        text_add(&text, strerror(error));
    }
    text.chars[sizeof text.chars - 2] = '\0';
    text_add(&text, "\n");
    /* There is nobody to tell when this fails. */
    if (write(STDERR_FILENO, text.chars, strlen(text.chars)) < 0)
        return;
}
