/**
 * Sockets of virtio-vsock (virtio 1.2, section 5.10): packets, what each means in each state of a
 * connection, and credit. Pure: what is decided here is done by {@code device}.
 */
package dev.guestoperator.vsock.socket;
