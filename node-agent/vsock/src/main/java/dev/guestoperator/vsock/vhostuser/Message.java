package dev.guestoperator.vsock.vhostuser;

/**
 * A request as it came.
 *
 * @param code its number, which a reply repeats
 * @param wantsAck the front end waits for a reply, also if the request has none by itself
 */
public record Message(Request request, int code, boolean wantsAck) {}
