/** Real guests for tests. */
package dev.guestoperator.vsock.qemu;
