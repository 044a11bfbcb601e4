/* A client of vshd that can also be rude. Whatever takes over a minute fails the test. */
#pragma once

#include "message.h"

#include <stdbool.h>

/* What to ask for; all of it may be missing. The lists end with NULL. */
struct wish {
    const char *target;
    const char *user;
    const char *const *env; /* name, value, name, value... */
    const char *const *argv;
    const char *cwd;
    unsigned cwd_pid;
    unsigned rows;
    unsigned cols;
    bool nopty;
};

struct client {
    int fd;
    pid_t target; /* 0: the session was not set up */
    enum status status;
    char description[512];
    /* Collected so far. */
    size_t out_length;
    size_t err_length;
    char *out;
    char *err;
    bool out_ended;
    bool err_ended;
    int code;
};

#define ARGV(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Where vshd listens. */
void client_use(const char *socket_path);

struct client client_connect(void);
size_t client_encode_wish(const struct wish *wish, uint8_t *frame);
void client_send(const struct client *client, const void *bytes, size_t length);
bool client_await_response(struct client *client); /* false: closed without one */

/* All of the three. */
struct client client_begin(const struct wish *wish);

/* The same with what must be the outcome. */
struct client client_begin_ready(const struct wish *wish);

void client_input(const struct client *client, const char *text);
void client_input_bytes(const struct client *client, const char *bytes, size_t length);
void client_end_input(const struct client *client);
void client_resize(const struct client *client, unsigned rows, unsigned cols);
void client_signal(const struct client *client, int signal);
void client_status(const struct client *client, enum status status);

/* Takes one message; false once there are no more. Sets CODE by EXITED. */
bool client_next(struct client *client);

/* Takes messages until TEXT has been written to standard output. */
void client_await(struct client *client, const char *text);

/* Takes messages to the end, which has to be EXITED; returns its code. */
int client_finish(struct client *client);

/* Leaves, whatever the state. */
void client_leave(struct client *client);
