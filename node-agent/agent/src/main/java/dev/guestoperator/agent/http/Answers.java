package dev.guestoperator.agent.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestoperator.agent.api.Refusal;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;

/** Refusals of routes that are not REST. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  static void refuse(RoutingContext context, int status, String reason, String message) {
    try {
      context
          .response()
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(JSON.writeValueAsString(new Refusal(reason, message)));
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
