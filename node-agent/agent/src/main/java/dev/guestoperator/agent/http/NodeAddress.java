package dev.guestoperator.agent.http;

import dev.guestoperator.agent.AgentConfig;
import jakarta.inject.Singleton;

/** Where the operator reaches this agent. */
@Singleton
class NodeAddress {
  private final String host;

  NodeAddress(AgentConfig config) {
    this.host = config.address();
  }

  String at(int port) {
    return (host.contains(":") ? "[%s]:%d" : "%s:%d").formatted(host, port);
  }
}
