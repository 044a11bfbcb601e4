package dev.guestoperator.operator;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guestnode.GuestNode;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An API server and an agent for the operator as it is shipped. */
public class OperatorFakes implements QuarkusTestResourceLifecycleManager {
  private static final List<String> FILES = List.of("tls.crt", "tls.key", "ca.crt");

  private final TestAuthority authority = new TestAuthority("agents");
  private FakeApiServer server;
  private FakeAgent agent;
  private Path tls;

  /** What a test sees of it. */
  public record Fakes(FakeAgent agent, TestAuthority authority) {}

  @Override
  public Map<String, String> start() {
    // Gauges of an application that this JVM ran before would stay, without what they measure.
    Metrics.globalRegistry.clear();
    try {
      tls = Files.createTempDirectory("operator");
      authority.issue("guest-operator").write(tls);
      Files.writeString(tls.resolve("ca.crt"), authority.pem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = new FakeApiServer(List.of(Guest.class, Environment.class, GuestNode.class));
    agent = new FakeAgent("n1", 4 * Cluster.GIB, authority);
    return Map.of(
        "guest-operator.tls-directory",
        tls.toString(),
        "quarkus.kubernetes-client.api-server-url",
        server.url());
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(
        new Fakes(agent, authority), new TestInjector.MatchesType(Fakes.class));
  }

  @Override
  public void stop() {
    agent.close();
    server.close();
    try {
      for (var file : FILES) {
        Files.delete(tls.resolve(file));
      }
      Files.delete(tls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
