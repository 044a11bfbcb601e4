#include "request.h"

#include "proto.h"

#include <string.h>

static bool keep(struct request *request, struct proto_span bytes, char **text)
{
    size_t length = proto_length(bytes);

    if (!proto_is_text(bytes))
        return false;
    *text = request->text + request->text_length;
    memcpy(*text, bytes.at, length);
    (*text)[length] = '\0';
    request->text_length += length + 1;
    return true;
}

static bool keep_string(struct request *request, struct proto_span bytes, const char **string)
{
    char *text;

    if (!keep(request, bytes, &text))
        return false;
    *string = text;
    return true;
}

/* As in any map, the last value of a name counts. */
static void put_variable(struct request *request, struct variable variable)
{
    size_t i = 0;

    while (i < request->env_count && strcmp(request->env[i].name, variable.name) != 0)
        i++;
    request->env[i] = variable;
    if (i == request->env_count)
        request->env_count++;
}

static bool decode_variable(struct proto_span bytes, struct request *request)
{
    struct variable variable = {"", ""};
    struct proto_field field;
    enum proto_result result;

    while ((result = proto_next(&bytes, &field)) == PROTO_FIELD) {
        if (proto_is(&field, 1, PROTO_BYTES) && !keep_string(request, field.bytes, &variable.name))
            return false;
        if (proto_is(&field, 2, PROTO_BYTES) && !keep_string(request, field.bytes, &variable.value))
            return false;
    }
    put_variable(request, variable);
    return result == PROTO_END;
}

static bool decode_bytes(const struct proto_field *field, struct request *request)
{
    switch (field->number) {
    case 1:
        return keep_string(request, field->bytes, &request->target);
    case 2:
        return keep_string(request, field->bytes, &request->user);
    case 3:
        return decode_variable(field->bytes, request);
    case 4: /* the command of long ago: has to be a string, and is not used */
        return proto_is_text(field->bytes);
    case 5:
        return keep(request, field->bytes, &request->argv[request->argc++]);
    case 9:
        return keep_string(request, field->bytes, &request->cwd);
    default:
        return true;
    }
}

static void decode_number(const struct proto_field *field, struct request *request)
{
    switch (field->number) {
    case 6:
        request->rows = (int32_t)field->value;
        break;
    case 7:
        request->cols = (int32_t)field->value;
        break;
    case 8:
        request->nopty = field->value != 0;
        break;
    case 10:
        request->cwd_pid = (int32_t)field->value;
        break;
    }
}

bool request_decode(const uint8_t *body, size_t length, struct request *request)
{
    struct proto_span span = {body, body + length};
    struct proto_field field;
    enum proto_result result;

    *request = (struct request){.target = "", .user = "", .cwd = ""};
    while ((result = proto_next(&span, &field)) == PROTO_FIELD) {
        if (field.type == PROTO_VARINT)
            decode_number(&field, request);
        else if (field.type == PROTO_BYTES && !decode_bytes(&field, request))
            return false;
    }
    return result == PROTO_END;
}
