package dev.guestoperator.agent.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.guestoperator.agent.api.NodeFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** Where agents register; may be told to refuse some. */
final class FakeOperator implements AutoCloseable {
  /** Who said what on which path. */
  record Registration(String peer, String path, NodeFacts facts) {}

  private final List<Registration> registrations = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final HttpsServer server;

  FakeOperator(SSLContext certificates) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setHttpsConfigurator(
        new HttpsConfigurator(certificates) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var peer = ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
      var facts = TestOperator.JSON.readValue(exchange.getRequestBody(), NodeFacts.class);
      var refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
      if (!refused) {
        registrations.add(new Registration(peer, exchange.getRequestURI().getPath(), facts));
      }
      exchange.sendResponseHeaders(refused ? 503 : 204, -1);
    }
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  void refuseNext(int count) {
    refusals.set(count);
  }

  List<Registration> registrations() {
    return registrations;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
