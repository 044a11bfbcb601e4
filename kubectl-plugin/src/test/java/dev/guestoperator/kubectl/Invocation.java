package dev.guestoperator.kubectl;

import dev.guestoperator.kubectl.command.GuestCommand;
import dev.guestoperator.kubectl.terminal.Stdio;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One run of kubectl-guest in this JVM, with its streams caught. */
public final class Invocation {
  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  private final AtomicBoolean outEnded = new AtomicBoolean();
  private final ByteArrayOutputStream out =
      new ByteArrayOutputStream() {
        @Override
        public void close() {
          outEnded.set(true);
        }
      };
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> exit;

  private Invocation(InputStream in, String... args) {
    var stdio = new Stdio(in, out, err, Optional.empty());
    exit =
        CompletableFuture.supplyAsync(
                () -> GuestCommand.run(stdio, args), task -> Thread.ofVirtual().start(task))
            .orTimeout(60, TimeUnit.SECONDS);
  }

  /** Runs without input to the end. */
  public static Invocation of(String... args) {
    var invocation = start(InputStream.nullInputStream(), args);
    invocation.exit.join();
    return invocation;
  }

  public static Invocation start(InputStream in, String... args) {
    return new Invocation(in, args);
  }

  public static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Starts a command line, which may have an end of options in it. */
  public static Invocation start(InputStream in, Path directory, String server, String line)
      throws IOException {
    var words =
        Stream.concat(Stream.of(kubeconfig(directory, server)), Stream.of(line.split(" +")));
    return start(in, words.toArray(String[]::new));
  }

  /** Writes a kubeconfig for a server without TLS; returns the options that use it. */
  public static String[] kubeconfig(Path directory, String server, String... args)
      throws IOException {
    var file = directory.resolve("kubeconfig");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster: {server: '%s'}
        users:
        - name: test
          user: {token: secret}
        contexts:
        - name: test
          context: {cluster: test, user: test, namespace: lab}
        """
            .formatted(server));
    return Stream.concat(Stream.of(args), Stream.of("--kubeconfig", file.toString()))
        .toArray(String[]::new);
  }

  /** The exit code, once there is one. */
  public int exit() {
    return exit.join();
  }

  public boolean isOver() {
    return exit.isDone();
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public byte[] outBytes() {
    return out.toByteArray();
  }

  /** Whether the standard output was closed. */
  public boolean outEnded() {
    return outEnded.get();
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
