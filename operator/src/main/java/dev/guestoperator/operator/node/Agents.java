package dev.guestoperator.operator.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestoperator.agent.api.DesiredGuest;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The agents, by the names of their nodes. Each has connections of its own, because only the
 * certificate says which agent answers.
 */
@ApplicationScoped
public class Agents {
  private final AgentTls tls;
  private final ObjectMapper json;
  private final NodeDirectory nodes;
  private final Map<String, AgentClient> clients = new ConcurrentHashMap<>();

  Agents(AgentTls tls, ObjectMapper json, NodeDirectory nodes) {
    this.tls = tls;
    this.json = json;
    this.nodes = nodes;
  }

  /** Tells the agent of a node what is wanted of a guest; the same twice changes nothing. */
  public AgentAnswer.ToPut put(String node, DesiredGuest desired) {
    var address = nodes.address(node);
    return address.isPresent()
        ? client(node).put(address.get(), desired)
        : new AgentAnswer.Unreachable("The address of " + node + " is not known.");
  }

  /** Tells the agent of a node to shut a guest down and to remove it. */
  public AgentAnswer.ToDelete delete(String node, String uid, long epoch, int gracePeriodSeconds) {
    var address = nodes.address(node);
    return address.isPresent()
        ? client(node).delete(address.get(), uid, epoch, gracePeriodSeconds)
        : new AgentAnswer.Unreachable("The address of " + node + " is not known.");
  }

  /**
   * Asks the agent of a node for the balloon of a guest.
   *
   * @param address where the agent is now, host:port
   */
  public AgentAnswer.ToBalloon balloon(String node, String address, String uid) {
    return client(node).balloon(address, uid);
  }

  /**
   * Has the agent of a node raise an interrupt line of a guest.
   *
   * @param address where the agent is now, host:port
   * @param count from 1 to 1000
   */
  public AgentAnswer.ToInterrupt interrupt(
      String node, String address, String uid, int line, int count) {
    return client(node).interrupt(address, uid, line, count);
  }

  AgentClient client(String node) {
    return clients.computeIfAbsent(node, this::connect);
  }

  void forget(String node) {
    var client = clients.remove(node);
    if (client != null) {
      client.close();
    }
  }

  @PreDestroy
  void close() {
    clients.keySet().forEach(this::forget);
  }

  private AgentClient connect(String node) {
    return new AgentClient(HttpClient.newBuilder().sslContext(tls.context(node)), json);
  }
}
