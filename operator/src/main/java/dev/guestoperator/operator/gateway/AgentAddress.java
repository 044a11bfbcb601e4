package dev.guestoperator.operator.gateway;

import java.net.URI;
import java.util.Optional;

/** Where the agent of a node listens. */
record AgentAddress(String node, String host, int port) {
  /**
   * @param address host:port, as the agent has told it; empty if it is something else
   */
  static Optional<AgentAddress> parse(String node, String address) {
    var uri = URI.create("https://" + address);
    return uri.getHost() == null || uri.getPort() < 0
        ? Optional.empty()
        : Optional.of(new AgentAddress(node, uri.getHost(), uri.getPort()));
  }

  String hostAndPort() {
    return host + ":" + port;
  }
}
