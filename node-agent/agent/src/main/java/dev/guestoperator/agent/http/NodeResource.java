package dev.guestoperator.agent.http;

import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.agent.node.NodeFactsSource;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

/** The node itself. */
@Path(AgentApi.NODE)
@RunOnVirtualThread
class NodeResource {
  private final NodeFactsSource facts;
  private final NodeAddress address;

  NodeResource(NodeFactsSource facts, NodeAddress address) {
    this.facts = facts;
    this.address = address;
  }

  @GET
  public NodeFacts get(@Context HttpServerRequest request) {
    return facts.facts(address.at(request.localAddress().port()));
  }
}
