package dev.guestoperator.agent.http;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.guestoperator.agent.api.Refusal;
import dev.guestoperator.agent.guest.RefusedException;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every answer that is an error has a {@link Refusal} as its body. */
class Refusals {
  private static final Logger LOG = Logger.getLogger(Refusals.class);
  private static final String INVALID = "The request is not what this API takes; see its contract.";

  @ServerExceptionMapper
  Response refused(RefusedException refused) {
    return answer(status(refused.kind()), reason(refused.kind()), refused.getMessage());
  }

  static int status(Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case NOT_FOUND -> 404;
      case STALE_EPOCH,
          BEING_REMOVED,
          NOT_RUNNING,
          NO_SUCH_LINE,
          NO_BALLOON,
          NO_VSOCK,
          PORT_TAKEN ->
          409;
      case SHELL_REFUSED -> 422;
      case TOO_MANY_VIEWERS, TOO_MANY_CONNECTIONS -> 429;
      case STORAGE_FAILED -> 500;
      case CONNECTION_REFUSED -> 502;
      case VSOCK_NOT_READY -> 503;
      case NO_ROOM -> 507;
    };
  }

  static String reason(Kind kind) {
    return Arrays.stream(kind.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  @ServerExceptionMapper
  Response malformed(MismatchedInputException malformed) {
    return answer(400, "Invalid", INVALID);
  }

  @ServerExceptionMapper
  Response web(WebApplicationException failed) {
    var status = failed.getResponse().getStatusInfo();
    return switch (status.getStatusCode()) {
      case 400 -> answer(400, "Invalid", INVALID);
      case 404 -> answer(404, "NotFound", "There is no such guest or path on this node.");
      default -> answer(status.getStatusCode(), "Refused", status.getReasonPhrase() + ".");
    };
  }

  @ServerExceptionMapper
  Response bug(RuntimeException bug) {
    LOG.error("A request failed", bug);
    return answer(500, "AgentFailed", "The node agent failed; its log says why.");
  }

  private static Response answer(int status, String reason, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(new Refusal(reason, message))
        .build();
  }
}
