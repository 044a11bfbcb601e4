#include "golden.h"

#include "check.h"

struct golden golden_read(const char *directory, const char *name)
{
    struct golden golden = {0};
    char path[4096];
    unsigned byte;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s.hex", directory, name);
    file = fopen(path, "r");
    CHECK(file);
    while (golden.length < sizeof golden.bytes && fscanf(file, "%2x", &byte) == 1)
        golden.bytes[golden.length++] = (uint8_t)byte;
    CHECK(feof(file));
    fclose(file);
    return golden;
}
