package dev.guestoperator.kubectl;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** As much of an API server as a training run of {@link Training} needs: one guest. */
final class StubApiServer implements AutoCloseable {
  private static final char[] PASSWORD = "training".toCharArray();
  private static final String ALIAS = "training";
  private static final String GUESTS =
      """
      {"apiVersion": "guest-operator.dev/v1alpha1", "kind": "GuestList", "metadata": {}, "items": [
        {"apiVersion": "guest-operator.dev/v1alpha1", "kind": "Guest",
         "metadata": {"name": "hello", "namespace": "default"},
         "spec": {"package": "busybox", "environment": "default", "memory": "1Gi",
                  "virtio": {"gpu": true}},
         "status": {"phase": "Running", "cid": 3,
                    "conditions": [{"type": "Ready", "status": "True"}]}}]}
      """;
  private static final String ENVIRONMENTS =
      """
      {"apiVersion": "guest-operator.dev/v1alpha1", "kind": "EnvironmentList", "metadata": {},
       "items": [
        {"apiVersion": "guest-operator.dev/v1alpha1", "kind": "Environment",
         "metadata": {"name": "default", "namespace": "default"}, "status": {"id": 0}}]}
      """;

  private final HttpsServer server;
  private final KeyStore keys;

  StubApiServer(Path keyStore) throws IOException, GeneralSecurityException {
    keys = KeyStore.getInstance(keyStore.toFile(), PASSWORD);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls()));
    serve("guests", GUESTS);
    serve("environments", ENVIRONMENTS);
    server.start();
  }

  /** Names this server, and its key and certificate as the client's as well. */
  String kubeconfig() throws GeneralSecurityException {
    var certificate = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    return """
        apiVersion: v1
        kind: Config
        current-context: stub
        clusters:
        - {name: stub, cluster: {server: 'https://localhost:%d', certificate-authority-data: %s}}
        users:
        - {name: stub, user: {client-certificate-data: %s, client-key-data: %s}}
        contexts:
        - {name: stub, context: {cluster: stub, user: stub, namespace: default}}
        """
        .formatted(
            server.getAddress().getPort(),
            certificate,
            certificate,
            pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded()));
  }

  private SSLContext tls() throws GeneralSecurityException {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private void serve(String plural, String list) {
    server.createContext(
        "/apis/guest-operator.dev/v1alpha1/namespaces/default/" + plural,
        exchange -> {
          var body = list.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private static String pem(String what, byte[] der) {
    var pem =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(der), what);
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
