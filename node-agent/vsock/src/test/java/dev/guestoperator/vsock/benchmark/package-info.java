/** Measures the device with a real guest, each figure beside that of vhost-device-vsock. */
package dev.guestoperator.vsock.benchmark;
