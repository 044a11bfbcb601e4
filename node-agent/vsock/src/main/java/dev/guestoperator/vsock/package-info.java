/**
 * A virtio-vsock device in user space (vhost-user) and the switch between the guests of an
 * environment and their host. Each package knows only those before it: {@code posix}, {@code
 * vhostuser}, {@code memory}, {@code virtqueue}, {@code socket}, {@code device}, {@code
 * environment}.
 */
package dev.guestoperator.vsock;
