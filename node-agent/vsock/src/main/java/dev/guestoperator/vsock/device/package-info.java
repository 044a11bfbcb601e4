/**
 * The device of one guest: a thread that owns its control channel, its memory, its queues and its
 * connections, so that nothing is unmapped while it is used. The host's end of every connection is
 * a socket of the kernel, between which and the guest's memory bytes are not copied.
 */
package dev.guestoperator.vsock.device;
