/**
 * The vhost-user protocol, as far as a vsock device needs it: messages with descriptors over a Unix
 * socket (QEMU's docs/interop/vhost-user.rst).
 */
package dev.guestoperator.vsock.vhostuser;
