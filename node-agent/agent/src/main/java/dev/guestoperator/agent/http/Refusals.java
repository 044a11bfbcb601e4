package dev.guestoperator.agent.http;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.guestoperator.agent.api.Refusal;
import dev.guestoperator.agent.guest.RefusedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every answer that is an error has a {@link Refusal} as its body. */
class Refusals {
  private static final Logger LOG = Logger.getLogger(Refusals.class);
  private static final String INVALID = "The request is not what this API takes; see its contract.";

  @ServerExceptionMapper
  Response refused(RefusedException refused) {
    return switch (refused.kind()) {
      case INVALID -> answer(400, "Invalid", refused.getMessage());
      case STALE_EPOCH -> answer(409, "StaleEpoch", refused.getMessage());
      case BEING_REMOVED -> answer(409, "BeingRemoved", refused.getMessage());
      case NOT_RUNNING -> answer(409, "NotRunning", refused.getMessage());
      case NO_SUCH_LINE -> answer(409, "NoSuchLine", refused.getMessage());
      case NO_ROOM -> answer(507, "NoRoom", refused.getMessage());
      case NO_BALLOON -> answer(409, "NoBalloon", refused.getMessage());
      case STORAGE_FAILED -> answer(500, "StorageFailed", refused.getMessage());
    };
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
