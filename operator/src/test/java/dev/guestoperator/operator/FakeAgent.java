package dev.guestoperator.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.api.AgentEvent;
import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.agent.api.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent whose guests start and stop at once, unless a fault is switched on. */
public final class FakeAgent implements AutoCloseable {
  /** What can be wrong with an agent. */
  public enum Fault {
    /** Every connection is cut. */
    UNREACHABLE,
    /** Answers only after more than the operator's patience. */
    SLOW,
    REFUSES_NO_ROOM,
    REFUSES_STALE_EPOCH,
    /** Guests do as they are told, and the event stream says nothing of it. */
    LOSES_EVENTS,
    NEVER_STARTS,
    NEVER_STOPS
  }

  static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  public final String node;
  public final long capacity;
  public final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<Fault> faults = ConcurrentHashMap.newKeySet();
  private final Map<String, DesiredGuest> wishes = new TreeMap<>();
  private final Map<String, BalloonReport> balloons = new ConcurrentHashMap<>();
  private final Map<String, GuestReport> reports = new TreeMap<>();
  private final Set<HttpServerResponse> streams = ConcurrentHashMap.newKeySet();
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private long mostPromised;

  public FakeAgent(String node, long capacity, TestAuthority authority) {
    this.node = node;
    this.capacity = capacity;
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setHost("127.0.0.1")
            .setPort(0)
            .setKeyCertOptions(authority.issue(AgentApi.AGENT_COMMON_NAME_PREFIX + node).options())
            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority.pem())))
            .setClientAuth(ClientAuth.REQUIRED);
    server = vertx.createHttpServer(options).requestHandler(this::handle);
    server.listen().toCompletionStage().toCompletableFuture().join();
    vertx.setPeriodic(1_000, timer -> send(new AgentEvent.Heartbeat()));
  }

  public void has(Fault fault) {
    faults.add(fault);
    if (fault == Fault.UNREACHABLE) {
      streams.forEach(HttpServerResponse::reset);
    }
  }

  public void hasNot(Fault fault) {
    faults.remove(fault);
  }

  public NodeFacts facts() {
    return new NodeFacts(
        node,
        "127.0.0.1:" + server.actualPort(),
        "0.1.0",
        Map.of("kubernetes.io/arch", "amd64"),
        new NodeFacts.Pool(capacity, capacity - promised(), 0),
        List.of(new NodeFacts.AcceleratorFact(Accelerator.TCG, true, "It always works.")),
        new NodeFacts.CgroupFact("v2", null),
        List.of());
  }

  /** What the agent was told last of a guest, null for nothing. */
  public synchronized DesiredGuest wish(String name) {
    return wishes.values().stream().filter(w -> w.name().equals(name)).findFirst().orElse(null);
  }

  public synchronized GuestState state(String name) {
    return reports.values().stream()
        .filter(report -> report.name().equals(name))
        .map(GuestReport::state)
        .findFirst()
        .orElse(null);
  }

  /** The most memory that was ever to be on at the same time, in bytes. */
  public synchronized long mostPromised() {
    return mostPromised;
  }

  public int count(String method) {
    return (int) requests.stream().filter(request -> request.startsWith(method + " ")).count();
  }

  /** A guest that nobody in this test has asked for. */
  public synchronized void runs(DesiredGuest guest) {
    wishes.put(guest.uid(), guest);
    report(guest, GuestState.RUNNING, null);
  }

  /** The guest says something new of itself. */
  public synchronized void fails(String name, GuestReport.Problem problem) {
    report(wish(name), GuestState.FAILED, problem);
  }

  /** The guest's balloon is now this one. */
  public synchronized void balloon(String name, BalloonReport balloon) {
    var wish = wish(name);
    balloons.put(wish.uid(), balloon);
    report(wish, GuestState.RUNNING, null);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void handle(HttpServerRequest request) {
    if (faults.contains(Fault.UNREACHABLE)) {
      request.connection().close();
      return;
    }
    requests.add(request.method() + " " + request.path());
    if (faults.contains(Fault.SLOW) && !request.path().equals(AgentApi.EVENTS)) {
      request.pause();
      vertx.setTimer(7_000, timer -> route(request));
    } else {
      route(request);
    }
  }

  private void route(HttpServerRequest request) {
    if (request.path().equals(AgentApi.EVENTS)) {
      stream(request.response());
    } else if (request.path().equals(AgentApi.NODE)) {
      answer(request, 200, facts());
    } else {
      switch (request.method().name()) {
        case "PUT" -> request.body().onSuccess(body -> put(request, body));
        case "DELETE" -> delete(request);
        default -> answer(request, 404, new Refusal("NotFound", "There is no such thing."));
      }
    }
  }

  private synchronized void stream(HttpServerResponse response) {
    response.setChunked(true).putHeader("Content-Type", AgentApi.NDJSON);
    response.exceptionHandler(gone -> streams.remove(response));
    response.closeHandler(gone -> streams.remove(response));
    streams.add(response);
    response.write(line(new AgentEvent.Snapshot(new ArrayList<>(reports.values()))));
  }

  private synchronized void put(HttpServerRequest request, Buffer body) {
    var wish = read(body);
    var known = wishes.get(wish.uid());
    if (faults.contains(Fault.REFUSES_STALE_EPOCH)
        || known != null && wish.epoch() < known.epoch()) {
      answer(request, 409, new Refusal("StaleEpoch", "A later placement was seen."));
    } else if (faults.contains(Fault.REFUSES_NO_ROOM)) {
      answer(request, 507, new Refusal("NoRoom", "The guest pool is full."));
    } else {
      wishes.put(wish.uid(), wish);
      mostPromised = Math.max(mostPromised, promised());
      answer(request, 200, obey(wish));
    }
  }

  private GuestReport obey(DesiredGuest wish) {
    var present = reports.get(wish.uid());
    var on = wish.power() == DesiredGuest.Power.ON;
    var runs = present != null && present.state() == GuestState.RUNNING;
    if (on == runs && present != null) {
      return report(wish, present.state(), null);
    }
    var answer = report(wish, on ? GuestState.STARTING : GuestState.STOPPING, null);
    if (!faults.contains(on ? Fault.NEVER_STARTS : Fault.NEVER_STOPS)) {
      vertx.runOnContext(
          now -> {
            synchronized (this) {
              if (wish.equals(wishes.get(wish.uid()))) {
                report(wish, on ? GuestState.RUNNING : GuestState.STOPPED, null);
              }
            }
          });
    }
    return answer;
  }

  private synchronized void delete(HttpServerRequest request) {
    var uid = request.path().substring(AgentApi.GUESTS.length() + 1);
    var wish = wishes.get(uid);
    if (wish == null) {
      answer(request, 204, null);
      return;
    }
    answer(request, 202, report(wish, GuestState.STOPPING, null));
    if (!faults.contains(Fault.NEVER_STOPS)) {
      vertx.runOnContext(
          now -> {
            synchronized (this) {
              wishes.remove(uid);
              reports.remove(uid);
              send(new AgentEvent.Removed(uid));
            }
          });
    }
  }

  private GuestReport report(DesiredGuest wish, GuestState state, GuestReport.Problem problem) {
    var running = state == GuestState.RUNNING || state == GuestState.STOPPING;
    var report =
        new GuestReport(
            wish.uid(),
            wish.namespace(),
            wish.name(),
            wish.epoch(),
            wish.generation(),
            state,
            problem,
            false,
            running ? Instant.parse("2026-01-01T00:00:00Z") : null,
            0,
            null,
            running ? Accelerator.TCG : null,
            running ? "sha256:0" : null,
            running ? balloons.get(wish.uid()) : null,
            null);
    reports.put(wish.uid(), report);
    send(new AgentEvent.Changed(report));
    return report;
  }

  private synchronized long promised() {
    return wishes.values().stream()
        .filter(wish -> wish.power() == DesiredGuest.Power.ON)
        .mapToLong(DesiredGuest::memoryBytes)
        .sum();
  }

  private void send(AgentEvent event) {
    if (event instanceof AgentEvent.Heartbeat || !faults.contains(Fault.LOSES_EVENTS)) {
      streams.forEach(stream -> stream.write(line(event)));
    }
  }

  private static void answer(HttpServerRequest request, int status, Object body) {
    var response = request.response().setStatusCode(status);
    if (body == null) {
      response.end();
    } else {
      response.end(json(body));
    }
  }

  private static DesiredGuest read(Buffer body) {
    try {
      return JSON.readValue(body.getBytes(), DesiredGuest.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Buffer line(AgentEvent event) {
    try {
      return Buffer.buffer(JSON.writerFor(AgentEvent.class).writeValueAsBytes(event))
          .appendString("\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Buffer json(Object body) {
    try {
      return Buffer.buffer(JSON.writeValueAsBytes(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
