package dev.guestoperator.operator.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.agent.api.Raised;
import dev.guestoperator.agent.api.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests to the agent of one node, whatever its address is at the moment. */
final class AgentClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  /** The agent raises interrupts for 3 s, and then the last one may take a while. */
  private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(10);

  private static final int MAX_BODY = 64 * 1024;

  private final HttpClient http;
  private final ObjectMapper json;

  AgentClient(HttpClient.Builder http, ObjectMapper json) {
    this.http =
        http.connectTimeout(CONNECT_TIMEOUT).followRedirects(HttpClient.Redirect.NEVER).build();
    this.json = json;
  }

  AgentAnswer.ToPut put(String address, DesiredGuest desired) {
    var request =
        request(address, guest(desired.uid()))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(write(desired)));
    try {
      var response = send(request);
      return response.statusCode() == 200
          ? new AgentAnswer.Accepted(read(response, GuestReport.class))
          : refused(response);
    } catch (IOException e) {
      return new AgentAnswer.Unreachable(said(e));
    }
  }

  AgentAnswer.ToDelete delete(String address, String uid, long epoch, int gracePeriodSeconds) {
    var path = guest(uid) + "?epoch=" + epoch + "&gracePeriodSeconds=" + gracePeriodSeconds;
    try {
      var response = send(request(address, path).DELETE());
      return switch (response.statusCode()) {
        case 202 -> new AgentAnswer.Accepted(read(response, GuestReport.class));
        case 204, 404 -> new AgentAnswer.Gone();
        default -> refused(response);
      };
    } catch (IOException e) {
      return new AgentAnswer.Unreachable(said(e));
    }
  }

  AgentAnswer.ToBalloon balloon(String address, String uid) {
    try {
      var response = send(request(address, guest(uid) + "/balloon").GET());
      return response.statusCode() == 200
          ? new AgentAnswer.Balloon(read(response, BalloonReport.class))
          : refused(response);
    } catch (IOException e) {
      return new AgentAnswer.Unreachable(said(e));
    }
  }

  AgentAnswer.ToInterrupt interrupt(String address, String uid, int line, int count) {
    var path = guest(uid) + "/interrupts/" + line + "?count=" + count;
    try {
      var request = request(address, path).POST(BodyPublishers.noBody());
      var response = send(request, INTERRUPT_TIMEOUT);
      return response.statusCode() == 200
          ? new AgentAnswer.Interrupted(read(response, Raised.class))
          : refused(response);
    } catch (IOException e) {
      return new AgentAnswer.Unreachable(said(e));
    }
  }

  NodeFacts node(String address) throws IOException {
    var response = send(request(address, AgentApi.NODE).GET());
    if (response.statusCode() != 200) {
      throw new IOException("The agent answers " + response.statusCode() + " to GET /v1/node.");
    }
    return read(response, NodeFacts.class);
  }

  /** The event stream, which the caller closes. */
  InputStream events(String address) throws IOException {
    try {
      var request = request(address, AgentApi.EVENTS).timeout(REQUEST_TIMEOUT).build();
      var response = http.send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        response.body().close();
        throw new IOException("The agent answers " + response.statusCode() + " to GET /v1/events.");
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for the agent.", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static HttpRequest.Builder request(String address, String path) {
    return HttpRequest.newBuilder(URI.create("https://" + address + path));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
    return send(request, REQUEST_TIMEOUT);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, Duration limit)
      throws IOException {
    // The timeout of a request ends with the headers of its answer; this one covers the body too.
    var answer =
        http.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("The agent does not answer in time.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for the agent.", e);
    } finally {
      answer.cancel(true);
    }
  }

  private byte[] write(DesiredGuest desired) {
    try {
      return json.writeValueAsBytes(desired);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("A desired guest has no JSON.", e);
    }
  }

  private <T> T read(HttpResponse<byte[]> answer, Class<T> type) throws IOException {
    return json.readValue(answer.body(), type);
  }

  private AgentAnswer.Refused refused(HttpResponse<byte[]> answer) {
    try {
      var refusal = read(answer, Refusal.class);
      return new AgentAnswer.Refused(answer.statusCode(), refusal.reason(), refusal.message());
    } catch (IOException e) {
      return new AgentAnswer.Refused(
          answer.statusCode(), "Refused", "The agent answers " + answer.statusCode() + ".");
    }
  }

  private static String guest(String uid) {
    return AgentApi.GUESTS + '/' + URLEncoder.encode(uid, StandardCharsets.UTF_8);
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
