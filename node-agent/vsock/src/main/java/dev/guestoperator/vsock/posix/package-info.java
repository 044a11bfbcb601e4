/** What the device needs of Linux and Java has not: memory mapping, passed descriptors, epoll. */
package dev.guestoperator.vsock.posix;
