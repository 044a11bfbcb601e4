package dev.guestoperator.kubectl.command;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What is forwarded where.
 *
 * @param port of vsock
 */
record Forwarding(SocketAddress local, long port) {
  private static final int MAX_TCP_PORT = 65_535;

  /**
   * Reads {@code LOCAL:PORT}, where a slash in LOCAL makes it a path.
   *
   * @throws ParameterException if it is not that
   */
  static Forwarding parse(CommandSpec command, InetAddress address, String word) {
    int colon = word.lastIndexOf(':');
    var port = colon < 0 ? OptionalLong.empty() : Ports.parse(word.substring(colon + 1));
    if (port.isPresent()) {
      var local = word.substring(0, colon);
      if (local.contains("/")) {
        return new Forwarding(UnixDomainSocketAddress.of(local), port.getAsLong());
      }
      if (local.matches("\\d{1,5}") && Integer.parseInt(local) <= MAX_TCP_PORT) {
        return new Forwarding(
            new InetSocketAddress(address, Integer.parseInt(local)), port.getAsLong());
      }
    }
    throw new ParameterException(
        command.commandLine(),
        "expects LOCAL:PORT, for example 8080:80 or ./web.sock:80, not '%s'".formatted(word));
  }
}
