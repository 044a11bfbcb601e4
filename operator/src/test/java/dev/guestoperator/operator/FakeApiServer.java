package dev.guestoperator.operator;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps objects, refuses updates of old versions, takes server-side apply for create-or-merge,
 * remembers all writes, and can go down after any of them.
 */
public final class FakeApiServer implements AutoCloseable {
  private static final Set<String> READS = Set.of("GET", "OPTIONS", "HEAD");

  private final KubernetesMockServer server;
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final Queue<String> reads = new ConcurrentLinkedQueue<>();
  private volatile int writesLeft = Integer.MAX_VALUE;

  public FakeApiServer(List<Class<? extends CustomResource<?, ?>>> kinds) {
    List<CustomResourceDefinitionContext> contexts = new ArrayList<>();
    kinds.forEach(
        kind -> contexts.add(CustomResourceDefinitionContext.fromCustomResourceType(kind)));
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Applying(contexts), false);
    server.init();
  }

  public String url() {
    return "http://" + server.getHostName() + ":" + server.getPort();
  }

  /** A client that gives up at the first error. */
  public KubernetesClient newClient() {
    var config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url())
            .withNamespace("default")
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Every write so far but those of Events, as "METHOD path". */
  public List<String> writes() {
    return List.copyOf(writes);
  }

  /** Every read so far of one object or a list, as "GET path". */
  public List<String> reads() {
    return List.copyOf(reads);
  }

  public void forgetWrites() {
    writes.clear();
  }

  public void forgetReads() {
    reads.clear();
  }

  /** Takes this many more writes; from then on nothing is answered but with an error. */
  public void goDownAfter(int count) {
    writesLeft = count;
  }

  public boolean isDown() {
    return writesLeft <= 0;
  }

  public void comeBack() {
    writesLeft = Integer.MAX_VALUE;
  }

  @Override
  public void close() {
    server.destroy();
  }

  private final class Applying extends KubernetesCrudDispatcher {
    Applying(List<CustomResourceDefinitionContext> kinds) {
      super(kinds);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (READS.contains(request.getMethod()) || request.getPath().contains("/events")) {
        reads.add(request.getMethod() + " " + path(request));
        return isDown() ? down() : super.dispatch(request);
      }
      synchronized (writes) {
        if (isDown()) {
          return down();
        }
        var response = super.dispatch(request);
        writes.add(request.getMethod() + " " + path(request));
        writesLeft--;
        return response;
      }
    }

    @Override
    public MockResponse handleUpdate(RecordedRequest request) {
      var body = request.getUtf8Body();
      var wanted = version(body);
      var present = findResource(getKey(path(request).replaceFirst("/status$", "")));
      if (present != null && wanted != null && !wanted.equals(version(present.getValue()))) {
        return conflict();
      }
      // A body can be read but once.
      return super.handleUpdate(
          as(
              request,
              HttpMethod.PUT,
              request.getPath(),
              "application/json",
              body.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      var type = request.getHeader("Content-Type");
      if (type == null || !type.startsWith("application/apply-patch")) {
        return super.handlePatch(request);
      }
      var path = path(request);
      var body =
          Serialization.asJson(Serialization.unmarshal(request.getUtf8Body(), Map.class))
              .getBytes(StandardCharsets.UTF_8);
      if (findResource(getKey(path)) == null) {
        var collection = path.substring(0, path.lastIndexOf('/'));
        return handleCreate(as(request, HttpMethod.POST, collection, "application/json", body));
      }
      return super.handlePatch(
          as(request, HttpMethod.PATCH, path, "application/merge-patch+json", body));
    }

    private static String path(RecordedRequest request) {
      return request.getPath().replaceFirst("\\?.*", "");
    }

    private static String version(String json) {
      return Serialization.unmarshal(json, GenericKubernetesResource.class)
          .getMetadata()
          .getResourceVersion();
    }

    private static MockResponse conflict() {
      var status = new StatusBuilder().withCode(409).withReason("Conflict").build();
      return new MockResponse().setResponseCode(409).setBody(Serialization.asJson(status));
    }

    private static MockResponse down() {
      return new MockResponse().setResponseCode(503).setBody("down");
    }

    private static RecordedRequest as(
        RecordedRequest r, HttpMethod method, String path, String type, byte[] body) {
      var headers = r.getHeaders().newBuilder().setHeader("Content-Type", type).build();
      return new RecordedRequest(r.getHttpVersion(), method, path, headers, new Buffer(body));
    }
  }
}
