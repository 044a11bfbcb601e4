/**
 * A client of vsh, the protocol of ChromeOS's {@code vshd} for shells in a virtual machine.
 *
 * <p>A frame is a little-endian length of 32 bits and one message of proto3; which message it is
 * follows from direction and order. The client asks with a {@link SetupRequest}, the server answers
 * with a {@link SetupResponse}; then {@link GuestMessage}s go to the guest and {@link HostMessage}s
 * to the host, until a status other than READY ends the session.
 */
package dev.guestoperator.agent.vsh;
