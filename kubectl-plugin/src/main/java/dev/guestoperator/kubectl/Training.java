package dev.guestoperator.kubectl;

import dev.guestoperator.kubectl.command.GuestCommand;
import dev.guestoperator.kubectl.terminal.Stdio;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the build runs once, so that the JVM's AOT cache holds the classes of everyday commands:
 * help, a wrong option, and a list from a stub of an API server over TLS with a client certificate.
 */
final class Training {
  private Training() {}

  /**
   * @param args a directory with {@code tls.p12}: a key and its self-signed certificate for
   *     localhost
   */
  public static void main(String[] args) throws Exception {
    var directory = Path.of(args[0]);
    try (var stub = new StubApiServer(directory.resolve("tls.p12"))) {
      var kubeconfig = directory.resolve("kubeconfig");
      Files.writeString(kubeconfig, stub.kubeconfig());
      run("--help");
      run("launch", "--help");
      run("list", "--wrong");
      run("list", "--kubeconfig", kubeconfig.toString());
      run("list", "-o", "wide", "--kubeconfig", kubeconfig.toString());
      run("list", "-o", "yaml", "--kubeconfig", kubeconfig.toString());
      run("serial", "hello", "--kubeconfig", kubeconfig.toString());
      run("vsh", "hello", "--kubeconfig", kubeconfig.toString(), "--", "true");
      run("socat", "hello", "22", "--kubeconfig", kubeconfig.toString());
    }
  }

  private static void run(String... args) throws IOException {
    var nowhere = OutputStream.nullOutputStream();
    GuestCommand.run(
        new Stdio(InputStream.nullInputStream(), nowhere, nowhere, Optional.empty()), args);
  }
}
