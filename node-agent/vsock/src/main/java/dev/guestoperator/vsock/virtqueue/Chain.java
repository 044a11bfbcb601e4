package dev.guestoperator.vsock.virtqueue;

import java.lang.foreign.MemorySegment;

/**
 * The buffers of one request, as slices of the guest's memory, in order, none empty. What is in
 * them may change while it is read: copy what is decided on.
 *
 * @param head what is given back
 * @param parts the buffers
 * @param readable how many of the parts the device reads; it writes to those that follow
 * @param readableBytes their sum
 * @param writableBytes the sum of the others
 */
public record Chain(
    int head, MemorySegment[] parts, int readable, long readableBytes, long writableBytes) {}
