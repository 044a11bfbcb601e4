package dev.guestoperator.kubectl;

import com.sun.net.httpserver.HttpServer;
import dev.guestoperator.kubectl.command.GuestCommand;
import dev.guestoperator.kubectl.terminal.Stdio;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the build runs once, so that the JVM's AOT cache holds the classes of everyday commands:
 * help, a wrong option, and a list from a stub of an API server.
 */
final class Training {
  private static final String GUESTS =
      """
      {"apiVersion": "guest-operator.dev/v1alpha1", "kind": "GuestList", "metadata": {}, "items": [
        {"apiVersion": "guest-operator.dev/v1alpha1", "kind": "Guest",
         "metadata": {"name": "hello", "namespace": "default"},
         "spec": {"package": "busybox", "environment": "default", "memory": "1Gi", "virtio": {"gpu": true}},
         "status": {"phase": "Running", "cid": 3, "conditions": [{"type": "Ready", "status": "True"}]}}]}
      """;
  private static final String ENVIRONMENTS =
      """
      {"apiVersion": "guest-operator.dev/v1alpha1", "kind": "EnvironmentList", "metadata": {}, "items": [
        {"apiVersion": "guest-operator.dev/v1alpha1", "kind": "Environment",
         "metadata": {"name": "default", "namespace": "default"}, "status": {"id": 0}}]}
      """;

  private Training() {}

  public static void main(String[] args) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(server, "guests", GUESTS);
    serve(server, "environments", ENVIRONMENTS);
    server.start();
    var kubeconfig = Files.createTempFile("training", ".kubeconfig");
    try {
      train(server.getAddress().getPort(), kubeconfig);
    } finally {
      Files.delete(kubeconfig);
      server.stop(0);
    }
  }

  private static void train(int port, Path kubeconfig) throws IOException {
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: stub
        clusters: [{name: stub, cluster: {server: 'http://localhost:%d'}}]
        users: [{name: stub, user: {token: none}}]
        contexts: [{name: stub, context: {cluster: stub, user: stub, namespace: default}}]
        """
            .formatted(port));
    run("--help");
    run("launch", "--help");
    run("list", "--wrong");
    run("list", "--kubeconfig", kubeconfig.toString());
    run("list", "-o", "wide", "--kubeconfig", kubeconfig.toString());
    run("list", "-o", "yaml", "--kubeconfig", kubeconfig.toString());
  }

  private static void run(String... args) {
    var nowhere = OutputStream.nullOutputStream();
    GuestCommand.run(
        new Stdio(InputStream.nullInputStream(), nowhere, nowhere, Optional.empty()), args);
  }

  private static void serve(HttpServer server, String plural, String list) {
    server.createContext(
        "/apis/guest-operator.dev/v1alpha1/namespaces/default/" + plural,
        exchange -> {
          var body = list.getBytes();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }
}
