/* The sockets that sessions come from. All of them are closed on exec. */
#pragma once

#include <stdint.h>

/* Each gives a descriptor, or -1 with errno. */
int listen_on_vsock(uint32_t port);
int listen_on_unix(const char *path);
int dial_host(uint32_t port);

/* The next client of a listener, or -1 with errno; EACCES if it is one that is not served. */
int accept_client(int listener);
