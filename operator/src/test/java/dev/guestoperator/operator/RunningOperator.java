package dev.guestoperator.operator;

import dev.guestoperator.operator.environment.EnvironmentWiring;
import dev.guestoperator.operator.guest.GuestWiring;
import dev.guestoperator.operator.node.NodeWiring;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;

/** The reconcilers as they are in the operator, without Quarkus; killed at any time. */
public final class RunningOperator implements AutoCloseable {
  private final KubernetesClient client;
  private final Operator operator;
  public final NodeWiring nodes;
  public final MeterRegistry metrics = new SimpleMeterRegistry();
  public final EnvironmentWiring environments;
  public final GuestWiring guests;

  public RunningOperator(FakeApiServer server, Path tlsDirectory) {
    client = server.newClient();
    var config = new Config(tlsDirectory);
    var events = new EventRecorder(client);
    nodes = new NodeWiring(client, config, events, metrics);
    environments = new EnvironmentWiring(client, config);
    guests = new GuestWiring(client, events, nodes, environments, metrics);
    operator =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .checkingCRDAndValidateLocalModel(false));
    operator.register(nodes.reconciler);
    operator.register(environments.reconciler);
    operator.register(guests.reconciler);
    operator.start();
  }

  /** Registers the node of this agent, as the agent would. */
  public void register(FakeAgent agent) {
    nodes.registration().accept(agent.node, agent.facts());
  }

  @Override
  public void close() {
    nodes.close();
    operator.stop();
    client.close();
  }

  private record Config(Path tlsDirectory) implements OperatorConfig {
    @Override
    public String namespace() {
      return "guest-operator-system";
    }

    @Override
    public Duration nodeLostAfter() {
      return Duration.ofSeconds(2);
    }
  }
}
