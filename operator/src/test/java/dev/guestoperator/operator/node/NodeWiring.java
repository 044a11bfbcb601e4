package dev.guestoperator.operator.node;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.operator.EventRecorder;
import dev.guestoperator.operator.OperatorConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BiConsumer;

/** The beans of this package, put together as CDI does. */
public final class NodeWiring implements AutoCloseable {
  public final NodeDirectory directory = new NodeDirectory();
  public final Reports reports = new Reports();
  public final Agents agents;
  public final GuestNodeReconciler reconciler;
  private final NodeWatches watches;
  private final NodeRegistration registration;

  public NodeWiring(
      KubernetesClient client, OperatorConfig config, EventRecorder events, MeterRegistry metrics) {
    var json =
        new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    agents = new Agents(new AgentTls(config), json, directory);
    watches = new NodeWatches(agents, reports, json);
    var meters = new NodeMeters(directory, metrics);
    meters.start(null);
    reconciler = new GuestNodeReconciler(watches, meters, events, config);
    registration = new NodeRegistration(client, directory, watches);
  }

  public BiConsumer<String, NodeFacts> registration() {
    return registration::register;
  }

  @Override
  public void close() {
    watches.close();
    agents.close();
  }
}
