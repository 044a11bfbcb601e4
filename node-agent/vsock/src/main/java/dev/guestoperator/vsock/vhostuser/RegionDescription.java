package dev.guestoperator.vsock.vhostuser;

/**
 * A piece of the guest's memory, as told: nothing of it is checked.
 *
 * @param guestAddress where the guest sees it
 * @param size in bytes
 * @param userAddress where the front end sees it
 * @param offset in the file, in bytes
 * @param fd the file; whoever takes the request closes it
 */
public record RegionDescription(
    long guestAddress, long size, long userAddress, long offset, int fd) {}
