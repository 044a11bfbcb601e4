/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
#include "proto.h"

/* How many bytes follow the first byte of a character, or -1 if none starts so. */
static int followers(uint8_t first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xc2 && first <= 0xdf)
        return 1;
    if ((first & 0xf0) == 0xe0)
        return 2;
    if (first >= 0xf0 && first <= 0xf4)
        return 3;
    return -1;
}

/* The second byte alone tells overlong forms, surrogates and what is too large. */
static bool second_fits(uint8_t first, uint8_t second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0;
    case 0xed:
        return second <= 0x9f;
    case 0xf0:
        return second >= 0x90;
    case 0xf4:
        return second <= 0x8f;
    default:
        return true;
    }
}

bool proto_is_text(struct proto_span bytes)
{
    while (bytes.at < bytes.end) {
        uint8_t first = *bytes.at++;
        int count = followers(first);

        if (first == 0 || count < 0 || (size_t)count > proto_length(bytes))
            return false;
        if (count > 0 && !second_fits(first, *bytes.at))
            return false;
        for (; count > 0; count--) {
            if ((*bytes.at++ & 0xc0) != 0x80)
                return false;
        }
    }
    return true;
}
