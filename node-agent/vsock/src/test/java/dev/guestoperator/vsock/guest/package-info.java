/**
 * Plays QEMU and a guest: memory in a memfd, rings with a driver, the front end's side of
 * vhost-user, and sockets.
 */
package dev.guestoperator.vsock.guest;
