package dev.guestoperator.operator;

import static org.awaitility.Awaitility.await;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec;
import dev.guestoperator.crds.guest.GuestSpec.Accelerator;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.crds.guestnode.GuestNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;

/** An API server, agents and an operator that can be killed; the user's side of all of them. */
public final class Cluster implements AutoCloseable {
  public static final long GIB = 1L << 30;
  private static final String NAMESPACE = "default";

  public final FakeApiServer server =
      new FakeApiServer(List.of(Guest.class, Environment.class, GuestNode.class));
  public final KubernetesClient user = server.newClient();
  private final TestAuthority authority = new TestAuthority("agents");
  private final Path tls;
  private final List<FakeAgent> agents = new ArrayList<>();
  public RunningOperator operator;

  public Cluster(Path tls) throws IOException {
    this.tls = tls;
    authority.issue("guest-operator").write(tls);
    Files.writeString(tls.resolve("ca.crt"), authority.pem());
    startOperator();
  }

  public void startOperator() {
    operator = new RunningOperator(server, tls);
  }

  public void killOperator() {
    operator.close();
    operator = null;
  }

  /** An agent of that much memory whose node is ready. */
  public FakeAgent ready(String node, long gibibytes) {
    var agent = new FakeAgent(node, gibibytes * GIB, authority);
    agents.add(agent);
    operator.register(agent);
    patiently().until(() -> "True".equals(readyStatus(node)));
    return agent;
  }

  /** An environment that has its id. */
  public void environment(String name) {
    var environment = new Environment();
    environment.setMetadata(
        new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).build());
    user.resource(environment).create();
    patiently().until(() -> environment(user, name).getStatus() != null);
  }

  public static Environment environment(KubernetesClient client, String name) {
    return client.resources(Environment.class).inNamespace(NAMESPACE).withName(name).get();
  }

  public void apply(String name, String memory, RunStrategy runStrategy) {
    var guest = new Guest();
    guest.setMetadata(new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).build());
    guest.setSpec(spec(memory, runStrategy));
    user.resource(guest).create();
  }

  public void change(String name, UnaryOperator<GuestSpec> change) {
    guestResource(name)
        .edit(
            guest -> {
              guest.setSpec(change.apply(guest.getSpec()));
              guest.getMetadata().setGeneration(guest.getMetadata().getGeneration() + 1);
              return guest;
            });
  }

  public void delete(String name) {
    guestResource(name).delete();
  }

  public Guest guest(String name) {
    return guestResource(name).get();
  }

  public Resource<Guest> guestResource(String name) {
    return user.resources(Guest.class).inNamespace(NAMESPACE).withName(name);
  }

  public Phase phase(String name) {
    var status = guest(name) == null ? null : guest(name).getStatus();
    return status == null ? null : status.phase();
  }

  public Condition ready(String name) {
    return Conditions.find(guest(name).getStatus().conditions(), Conditions.READY).orElseThrow();
  }

  public void awaitPhase(String name, Phase phase) {
    patiently().until(() -> phase(name) == phase);
  }

  public void awaitReason(String name, String reason) {
    patiently().until(() -> phase(name) != null && reason.equals(ready(name).getReason()));
  }

  public void awaitGone(String name) {
    patiently().until(() -> guest(name) == null);
  }

  public String readyStatus(String node) {
    var there = user.resources(GuestNode.class).withName(node).get();
    return there == null || there.getStatus() == null
        ? null
        : Conditions.find(there.getStatus().conditions(), Conditions.READY)
            .map(Condition::getStatus)
            .orElse(null);
  }

  public static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }

  public static GuestSpec spec(String memory, RunStrategy runStrategy) {
    return new GuestSpec(
        "busybox",
        "default",
        new Quantity(memory),
        1,
        List.of(),
        true,
        new GuestSpec.Virtio(true, true, true, true, true, false, true),
        new GuestSpec.Balloon(0L, 10, true, true),
        null,
        runStrategy,
        Map.of(),
        Accelerator.AUTO,
        30);
  }

  public static GuestSpec with(GuestSpec spec, RunStrategy runStrategy) {
    return with(spec, spec.environment(), runStrategy);
  }

  public static GuestSpec in(String environment, GuestSpec spec) {
    return with(spec, environment, spec.runStrategy());
  }

  private static GuestSpec with(GuestSpec spec, String environment, RunStrategy runStrategy) {
    return new GuestSpec(
        spec.packageName(),
        environment,
        spec.memory(),
        spec.cpus(),
        spec.cmdlineAdd(),
        spec.defaultNet(),
        spec.virtio(),
        spec.balloon(),
        spec.interrupts(),
        runStrategy,
        spec.nodeSelector(),
        spec.accelerator(),
        spec.terminationGracePeriodSeconds());
  }

  @Override
  public void close() {
    if (operator != null) {
      operator.close();
    }
    agents.forEach(FakeAgent::close);
    user.close();
    server.close();
  }
}
