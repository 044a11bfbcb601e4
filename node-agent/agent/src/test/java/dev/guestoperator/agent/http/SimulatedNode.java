package dev.guestoperator.agent.http;

import dev.guestoperator.agent.SimulatedPackage;
import dev.guestoperator.agent.TestCertificates;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;

/** A node on which nothing is real but the agent. */
public class SimulatedNode implements QuarkusTestResourceLifecycleManager {
  static final long LOG_LIMIT = 256 * 1024;

  static Path directory;
  static TestCertificates certificates;
  static FakeOperator operator;

  @Override
  public Map<String, String> start() {
    try {
      directory =
          Files.createTempDirectory(
              Files.createDirectories(Path.of("target").toAbsolutePath()), "node");
      certificates =
          new TestCertificates(Files.createDirectories(directory.resolve("tls")), "node-1");
      SimulatedPackage.install(directory.resolve("packages"));
      operator = new FakeOperator(certificates.client("guest-operator"));
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
    return Map.ofEntries(
        Map.entry("guest-agent.vmm", "simulated"),
        Map.entry("guest-agent.node-name", "node-1"),
        Map.entry("guest-agent.address", "127.0.0.1"),
        Map.entry("guest-agent.operator-url", operator.url()),
        Map.entry("guest-agent.pool-memory", "4Gi"),
        Map.entry("guest-agent.labels", "disk=ssd,example.com/rack=7"),
        Map.entry("guest-agent.serial-log-limit", Long.toString(LOG_LIMIT)),
        Map.entry("guest-agent.tls-directory", directory.resolve("tls").toString()),
        Map.entry("guest-agent.state-directory", directory.resolve("state").toString()),
        Map.entry("guest-agent.package-directory", directory.resolve("packages").toString()),
        Map.entry("quarkus.http.test-ssl-port", Integer.toString(AgentProcess.freePort())),
        Map.entry("quarkus.management.test-port", "0"));
  }

  @Override
  public void stop() {
    operator.close();
  }
}
