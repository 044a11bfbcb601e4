package dev.guestoperator.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What tests do to guests, by kubectl as a user would. */
public record Guests(Cluster cluster) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Applies a guest.
   *
   * @param spec YAML in flow style, such as {@code {package: busybox}}
   */
  public void apply(String name, String spec) {
    var manifest =
        """
        apiVersion: guest-operator.dev/v1alpha1
        kind: Guest
        metadata: {name: %s}
        spec: %s
        """
            .formatted(name, spec);
    cluster.kubectl("apply", "-f", "-").reading(manifest).run().succeeded();
  }

  public void awaitReady(String name) {
    cluster
        .kubectl("wait", "--for=condition=Ready", "--timeout=180s", "guest/" + name)
        .run()
        .succeeded();
  }

  public JsonNode get(String name) {
    return parse(cluster.kubectl("get", "guest", name, "-o", "json").run().succeeded());
  }

  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String uid(String name) {
    return get(name).at("/metadata/uid").asText();
  }

  JsonNode awaitPhase(String name, String phase) {
    return await()
        .atMost(3, MINUTES)
        .until(() -> get(name), guest -> guest.at("/status/phase").asText().equals(phase));
  }

  /** Follows the serial port from its first byte. */
  Viewer serial(String name) {
    return new Viewer(cluster.kubectl("guest", "serial", name, "--from-start"));
  }

  /** Deletes it and waits until it is gone. */
  public void delete(String name) {
    cluster.kubectl("delete", "guest", name, "--ignore-not-found").run().succeeded();
  }

  public Path directory(String uid) {
    return cluster.directory().resolve("agent/guests").resolve(uid);
  }

  /** The QEMU of a guest, told by its command line as an administrator would with ps. */
  public Optional<ProcessHandle> machine(String uid) {
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process.pid()).contains("-uuid\0" + uid))
        .filter(process -> commandLine(process.pid()).startsWith("qemu-system"))
        .findFirst();
  }

  private static String commandLine(long pid) {
    try {
      var line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
      return line.substring(
          line.substring(0, Math.max(0, line.indexOf('\0'))).lastIndexOf('/') + 1);
    } catch (IOException _) {
      return "";
    }
  }
}
