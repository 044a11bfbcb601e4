package dev.guestoperator.agent.vmm.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** A line that QEMU sends; see the QEMU Machine Protocol Specification, section 2. */
sealed interface QmpMessage {
  ObjectMapper JSON = new ObjectMapper();

  /** First on every connection. */
  record Greeting() implements QmpMessage {}

  /** The answer to the command with this id. */
  record Answer(long id, JsonNode value) implements QmpMessage {}

  /** The command with this id failed; -1 if QEMU could not tell which. */
  record Failure(long id, String description) implements QmpMessage {}

  /** Something happened. */
  record Happened(QmpEvent event) implements QmpMessage {}

  /**
   * @throws IOException if it is no message of QMP
   */
  static QmpMessage parse(byte[] line) throws IOException {
    var json = JSON.readTree(line);
    if (json.has("QMP")) {
      return new Greeting();
    }
    if (json.has("return")) {
      return new Answer(json.path("id").asLong(-1), json.get("return"));
    }
    if (json.has("error")) {
      return new Failure(json.path("id").asLong(-1), json.path("error").path("desc").asText());
    }
    if (json.has("event")) {
      return new Happened(event(json.get("event").asText(), json.path("data")));
    }
    throw new IOException("no message of QMP");
  }

  private static QmpEvent event(String name, JsonNode data) {
    var guest = data.path("guest").asBoolean();
    var reason = data.path("reason").asText();
    return switch (name) {
      case "SHUTDOWN" -> new QmpEvent.Shutdown(guest, reason);
      case "RESET" -> new QmpEvent.Reset(guest, reason);
      case "STOP" -> new QmpEvent.Stop();
      case "RESUME" -> new QmpEvent.Resume();
      case "BALLOON_CHANGE" -> new QmpEvent.BalloonChange();
      case "DEVICE_DELETED" -> new QmpEvent.DeviceDeleted(data.path("device").asText());
      default -> new QmpEvent.Other(name);
    };
  }
}
