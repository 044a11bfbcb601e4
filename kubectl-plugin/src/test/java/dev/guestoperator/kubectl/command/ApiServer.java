package dev.guestoperator.kubectl.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Fabric8's mock server with the kinds of the API, and a gateway that prints one line and ends. It
 * neither validates nor fills in defaults.
 */
public final class ApiServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A generation that is current whatever the test changes meanwhile. */
  private static final long FUTURE = 1000;

  private static final String GREETING = "\1booted\r\n";
  private static final String SUCCESS = "\3{\"kind\":\"Status\",\"status\":\"Success\"}";

  private record Change(String method, String body) {}

  private static final String GATEWAY =
      "/apis/subresources.guest-operator.dev/v1alpha1/namespaces/lab/guests/";

  private final Map<String, Deque<String>> gateway = new ConcurrentHashMap<>();
  private final Queue<String> gatewayRequests = new ConcurrentLinkedQueue<>();
  private final Map<String, String> refusals = new ConcurrentHashMap<>();
  private final Queue<String> forbidden = new ConcurrentLinkedQueue<>();
  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);
  private final KubernetesClient client;

  public ApiServer() {
    server.init();
    client = server.createClient();
  }

  public String url() {
    return server.url("/");
  }

  public KubernetesClient client() {
    return client;
  }

  /** Switch: requests of this path are refused with 403. */
  public void forbid(String path) {
    forbidden.add(path);
  }

  /**
   * Switch: the gateway answers requests for a subresource of a guest with these, one after the
   * other and then always with the last; a Status by its code. Without, there is no gateway.
   */
  public void gateway(String methodAndPath, String... bodies) {
    gateway.put(methodAndPath, new ConcurrentLinkedDeque<>(List.of(bodies)));
  }

  /** Methods and paths of what the gateway was asked. */
  public List<String> gatewayRequests() {
    return List.copyOf(gatewayRequests);
  }

  /** Switch: requests with this method are answered with this Status. */
  public void refuse(String method, String status) {
    refusals.put(method, status);
  }

  /** The bodies of all requests with this method. */
  public List<String> bodies(String method) {
    return changes.stream()
        .filter(change -> change.method.equals(method))
        .map(Change::body)
        .toList();
  }

  /** Sets a guest's status as the operator would. */
  public void status(String namespace, String name, String json) {
    client
        .resources(Guest.class)
        .inNamespace(namespace)
        .withName(name)
        .edit(
            guest -> {
              ObjectNode tree = JSON.valueToTree(guest);
              tree.set("status", read(json).put("observedGeneration", FUTURE));
              return JSON.convertValue(tree, Guest.class);
            });
  }

  /** Without taking it away from the mock server, as reading it would. */
  private static String text(RecordedRequest request) {
    return new String(request.getBody().getBytes(), StandardCharsets.UTF_8);
  }

  private static ObjectNode read(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }

  private final class Dispatcher extends KubernetesCrudDispatcher {
    Dispatcher() {
      super(
          List.of(
              CustomResourceDefinitionContext.fromCustomResourceType(Guest.class),
              CustomResourceDefinitionContext.fromCustomResourceType(Environment.class)));
    }

    @Override
    public boolean isStatusSubresourceEnabledForResource(String path) {
      return false;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      var path = request.getPath();
      if (path.contains("/attach?")) {
        return new MockResponse()
            .setHeader("Sec-WebSocket-Protocol", "v5.channel.k8s.io")
            .withWebSocketUpgrade(new Greeting());
      }
      if (path.startsWith(GATEWAY)) {
        return askGateway(request.getMethod() + " " + path.substring(GATEWAY.length()));
      }
      if (forbidden.contains(path)) {
        return new MockResponse()
            .setResponseCode(403)
            .setBody("{\"kind\":\"Status\",\"code\":403,\"message\":\"guests is forbidden\"}");
      }
      if (refusals.containsKey(request.getMethod())) {
        var status = refusals.get(request.getMethod());
        return new MockResponse().setResponseCode(read(status).get("code").asInt()).setBody(status);
      }
      if (List.of("POST", "PATCH", "DELETE").contains(request.getMethod())) {
        changes.add(new Change(request.getMethod(), text(request)));
      }
      return super.dispatch(request);
    }
  }

  private MockResponse askGateway(String methodAndPath) {
    gatewayRequests.add(methodAndPath);
    var answers = gateway.get(methodAndPath);
    if (answers == null) {
      return new MockResponse().setResponseCode(404).setBody("404 page not found");
    }
    var body = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    return new MockResponse()
        .setResponseCode(read(body).path("code").asInt(200))
        .addHeader("Content-Type", "application/json")
        .setBody(body);
  }

  private static final class Greeting extends WebSocketListener {
    @Override
    public void onOpen(WebSocket webSocket, Response response) {
      webSocket.send(GREETING.getBytes(StandardCharsets.UTF_8));
      webSocket.send(SUCCESS.getBytes(StandardCharsets.UTF_8));
    }
  }
}
