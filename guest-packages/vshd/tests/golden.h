/* The golden frames: bytes in hexadecimal, one file for each. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct golden {
    size_t length;
    uint8_t bytes[256];
};

struct golden golden_read(const char *directory, const char *name);
