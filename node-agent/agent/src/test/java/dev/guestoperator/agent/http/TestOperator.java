package dev.guestoperator.agent.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Speaks to an agent as the operator does, or as whoever shows this certificate. */
public final class TestOperator implements AutoCloseable {
  public static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private final URI agent;
  final HttpClient http;

  public TestOperator(URI agent, SSLContext certificates) {
    this.agent = agent;
    this.http = HttpClient.newBuilder().sslContext(certificates).build();
  }

  HttpResponse<String> put(String uid, String body) throws IOException, InterruptedException {
    return send(
        request("/v1/guests/" + uid)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  /** That it is accepted is asserted. */
  public GuestReport put(DesiredGuest guest) throws IOException, InterruptedException {
    return report(tryPut(guest), 200);
  }

  HttpResponse<String> tryPut(DesiredGuest guest) throws IOException, InterruptedException {
    return put(guest.uid(), JSON.writeValueAsString(guest));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  /** That there is such a guest is asserted. */
  public GuestReport guest(String uid) throws IOException, InterruptedException {
    return report(get("/v1/guests/" + uid), 200);
  }

  public HttpResponse<String> delete(String uid, long epoch)
      throws IOException, InterruptedException {
    return send(
        request("/v1/guests/%s?epoch=%d&gracePeriodSeconds=0".formatted(uid, epoch)).DELETE());
  }

  Stream<String> events() throws IOException, InterruptedException {
    return http.send(request("/v1/events").build(), BodyHandlers.ofLines()).body();
  }

  public Session attach(String uid, String query) {
    return open("/v1/guests/%s/attach?%s".formatted(uid, query));
  }

  /** A program in a guest. */
  Session exec(String uid, String query, String... command) {
    var words =
        Stream.of(command)
            .map(word -> "&command=" + URLEncoder.encode(word, StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    return open("/v1/guests/%s/exec?%s%s".formatted(uid, query, words));
  }

  /** A session at any path. */
  Session open(String path) {
    return Session.open(http, URI.create(agent.resolve(path).toString().replace("https:", "wss:")));
  }

  static Refusal refusal(HttpResponse<String> answer) throws IOException {
    return JSON.readValue(answer.body(), Refusal.class);
  }

  private static GuestReport report(HttpResponse<String> answer, int status) throws IOException {
    if (answer.statusCode() != status) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return JSON.readValue(answer.body(), GuestReport.class);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(agent.resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
