package dev.guestoperator.agent.http;

import dev.guestoperator.agent.TestCertificates;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A node on which nothing is real but the agent. */
public class SimulatedNode implements QuarkusTestResourceLifecycleManager {
  static final long LOG_LIMIT = 256 * 1024;

  static Path directory;
  static TestCertificates certificates;

  @Override
  public Map<String, String> start() {
    try {
      directory = Files.createTempDirectory("node");
      certificates =
          new TestCertificates(Files.createDirectories(directory.resolve("tls")), "node-1");
      var biosEcho = Files.createDirectories(directory.resolve("packages/simulated"));
      Files.write(biosEcho.resolve("disk.img"), new byte[512]);
      Files.writeString(biosEcho.resolve("package.yaml"), MANIFEST);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return Map.ofEntries(
        Map.entry("guest-agent.vmm", "simulated"),
        Map.entry("guest-agent.node-name", "node-1"),
        Map.entry("guest-agent.address", "127.0.0.1"),
        Map.entry("guest-agent.pool-memory", "4Gi"),
        Map.entry("guest-agent.labels", "disk=ssd,example.com/rack=7"),
        Map.entry("guest-agent.serial-log-limit", Long.toString(LOG_LIMIT)),
        Map.entry("guest-agent.tls-directory", directory.resolve("tls").toString()),
        Map.entry("guest-agent.state-directory", directory.resolve("state").toString()),
        Map.entry("guest-agent.package-directory", directory.resolve("packages").toString()),
        Map.entry("quarkus.http.test-ssl-port", "0"),
        Map.entry("quarkus.management.test-port", "0"));
  }

  private static final String MANIFEST =
      """
      apiVersion: guest-operator.dev/v1alpha1
      kind: GuestPackage
      name: simulated
      boot:
        kind: bios
        disk: disk.img
      minimumMemory: 1Mi
      files:
        disk.img: {size: 512, sha256: 076a27c79e5ace2a3d47f9dd2e83e4ff6ea8872b3c2218f66c92b89b55f36560}
      """;

  @Override
  public void stop() {}
}
