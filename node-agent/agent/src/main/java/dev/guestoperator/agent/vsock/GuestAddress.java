package dev.guestoperator.agent.vsock;

/**
 * Where a guest is found by vsock.
 *
 * @param environment id, from 0
 * @param cid from 3
 */
public record GuestAddress(long environment, long cid) {}
