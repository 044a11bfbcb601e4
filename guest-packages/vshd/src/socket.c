#define _GNU_SOURCE
#include "socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 32, CID_HOST = 2 };

/* struct sockaddr_vm of linux/vm_sockets.h, which a libc other than the system's does not find. */
struct vsock_address {
    sa_family_t family;
    uint16_t reserved;
    uint32_t port;
    uint32_t cid;
    uint8_t zero[sizeof(struct sockaddr) - 12];
};

union address {
    struct sockaddr any;
    struct sockaddr_un path;
    struct vsock_address vsock;
};

static int close_failed(int fd)
{
    int error = errno;

    close(fd);
    errno = error;
    return -1;
}

static int listen_on(const union address *address, socklen_t length)
{
    int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    if (bind(fd, &address->any, length) < 0 || listen(fd, BACKLOG) < 0)
        return close_failed(fd);
    return fd;
}

int listen_on_vsock(uint32_t port)
{
    union address address = {.vsock = {.family = AF_VSOCK, .port = port, .cid = UINT32_MAX}};

    return listen_on(&address, sizeof address.vsock);
}

int listen_on_unix(const char *path)
{
    union address address = {.path = {.sun_family = AF_UNIX}};

    if (strlen(path) >= sizeof address.path.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.path.sun_path, path);
    return listen_on(&address, sizeof address.path);
}

int dial_host(uint32_t port)
{
    union address address = {.vsock = {.family = AF_VSOCK, .port = port, .cid = CID_HOST}};
    int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    if (connect(fd, &address.any, sizeof address.vsock) < 0)
        return close_failed(fd);
    return fd;
}

int accept_client(int listener)
{
    union address peer = {.any = {.sa_family = AF_UNSPEC}};
    socklen_t length = sizeof peer;
    int fd = accept4(listener, &peer.any, &length, SOCK_CLOEXEC);

    if (fd < 0)
        return -1;
    /* The host may do all in a guest anyway. Other guests, and users of this one, may not. */
    if (peer.any.sa_family == AF_VSOCK && peer.vsock.cid != CID_HOST) {
        errno = EACCES;
        return close_failed(fd);
    }
    return fd;
}
