package dev.guestoperator.agent.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.api.AgentEvent;
import dev.guestoperator.agent.guest.EventFeed;
import dev.guestoperator.agent.guest.GuestReports;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** Tells the operator what becomes of the guests. */
@ApplicationScoped
class EventStream {
  private static final Logger LOG = Logger.getLogger(EventStream.class);
  private static final Duration HEARTBEAT =
      Duration.ofSeconds(AgentApi.EVENT_SILENCE_SECONDS).dividedBy(3);

  private final GuestReports reports;
  private final ObjectWriter json;

  EventStream(GuestReports reports, ObjectMapper json) {
    this.reports = reports;
    this.json = json.writerFor(AgentEvent.class);
  }

  void install(@Observes Router router) {
    router.get(AgentApi.EVENTS).handler(this::open);
  }

  private void open(RoutingContext context) {
    var feed = reports.subscribe();
    var response = context.response().setChunked(true).putHeader("Content-Type", AgentApi.NDJSON);
    response.closeHandler(_ -> feed.close());
    Thread.startVirtualThread(() -> stream(feed, response));
  }

  private void stream(EventFeed feed, HttpServerResponse response) {
    try (feed) {
      for (var next = feed.next(HEARTBEAT); !next.isEmpty(); next = feed.next(HEARTBEAT)) {
        Writes.await(response.write(lines(next)));
      }
      response.end();
    } catch (IOException gone) {
      LOG.debugf("A reader of events is gone: %s", gone.getMessage());
    } catch (InterruptedException stopping) {
      response.end();
    }
  }

  private String lines(List<AgentEvent> events) throws JsonProcessingException {
    var lines = new StringBuilder();
    for (var event : events) {
      lines.append(json.writeValueAsString(event)).append('\n');
    }
    return lines.toString();
  }
}
