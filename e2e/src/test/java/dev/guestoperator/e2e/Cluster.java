package dev.guestoperator.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A control plane, the operator and an agent on this machine, as {@code make up} starts them, in a
 * directory and on ports of their own.
 */
public final class Cluster implements AutoCloseable {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

  private final Path directory = Path.of("target", "run").toAbsolutePath();
  private final Map<String, String> environment = new HashMap<>();

  /** Starts it, with nothing left of an earlier run. */
  public Cluster() {
    this(Map.of());
  }

  /**
   * The same, with its services started in another environment.
   *
   * @param more environment variables
   */
  public Cluster(Map<String, String> more) {
    environment.putAll(more);
    environment.put("RUN_DIR", directory.toString());
    environment.put("PORT_BASE", Integer.toString(freePorts(8)));
    close();
    Command.of("rm", "-rf", directory.toString()).run().succeeded();
    try {
      up();
    } catch (AssertionError failed) {
      close();
      throw failed;
    }
  }

  /** Starts what does not run; leaves alone what does. */
  public void up() {
    Command.of(script("up"), "--no-build", "--no-sample").with(environment).run().succeeded();
  }

  @Override
  public void close() {
    Command.of(script("down")).with(environment).run().succeeded();
  }

  public Path directory() {
    return directory;
  }

  public Path logs() {
    return directory.resolve("logs");
  }

  /** The kubectl that was built with the API server, as its administrator. */
  public Command kubectl(String... arguments) {
    return kubectlWith(directory.resolve("kubeconfig"), arguments);
  }

  Command kubectlWith(Path kubeconfig, String... arguments) {
    var line = new ArrayList<>(List.of(arguments));
    line.addFirst(directory.resolve("bin/kubectl").toString());
    var path = directory.resolve("bin") + ":" + System.getenv("PATH");
    return Command.of(line.toArray(String[]::new))
        .with(
            Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "KUBECACHEDIR",
                directory.resolve("kube-cache").toString(),
                "PATH",
                path));
  }

  /** The process of a part: etcd, kube-apiserver, operator or agent. */
  ProcessHandle process(String part) {
    try {
      var pid = Files.readString(directory.resolve("pids").resolve(part)).split(" ")[0];
      return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends a part as a crash would and waits until it is gone. */
  void kill(String part) {
    var process = process(part);
    process.destroyForcibly();
    process.onExit().join();
  }

  public int port(int offset) {
    return Integer.parseInt(environment.get("PORT_BASE")) + offset;
  }

  private static String script(String name) {
    return REPOSITORY.resolve("e2e/local").resolve(name).toString();
  }

  private static int freePorts(int count) {
    return IntStream.iterate(21443, base -> base < 30000, base -> base + count)
        .filter(base -> IntStream.range(base, base + count).allMatch(Cluster::isFree))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException _) {
      return false;
    }
  }
}
