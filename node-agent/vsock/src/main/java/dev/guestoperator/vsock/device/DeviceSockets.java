package dev.guestoperator.vsock.device;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a guest's device is reached. The directories are the caller's and decide who can.
 *
 * @param frontEnd Unix socket that QEMU connects to
 * @param user numeric id of the user QEMU runs as, who gets that socket; nobody else is served
 * @param tools Unix socket for tools of the node: who writes {@code CONNECT port\n} to it is
 *     connected to that port of the guest after {@code OK port\n}; what the guest asks of port P of
 *     the host and nobody else serves goes to the socket at this path with {@code _P} behind it
 */
public record DeviceSockets(Path frontEnd, int user, Optional<Path> tools) {
  void giveFrontEnd() throws IOException {
    if (!Files.getAttribute(frontEnd, "unix:uid", NOFOLLOW_LINKS).equals(user)) {
      Files.setAttribute(frontEnd, "unix:uid", user, NOFOLLOW_LINKS);
    }
  }
}
