/* The command line. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct options {
    uint32_t port;
    uint32_t max_sessions;
    uint32_t forward_to_host_port; /* 0: serve, rather than dial the host */
    const char *listen_unix;       /* NULL: listen on vsock */
    const char *default_user;
    bool inherit_env;
    bool allow_to_switch_user;
};

/* False if the arguments are wrong, after saying so. */
bool options_parse(struct options *options, char *const argv[]);
