/**
 * Split virtqueues (virtio 1.2, section 2.7), seen from the device: chains of descriptors, indirect
 * tables, event index. Everything in a ring is the guest's word and checked.
 */
package dev.guestoperator.vsock.virtqueue;
