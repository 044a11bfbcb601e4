package dev.guestoperator.e2e.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.guestoperator.e2e.Cluster;
import dev.guestoperator.e2e.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** What the operator has written, as the API server's audit log has it. */
record AuditLog(Cluster cluster) {
  /** Everything but reviews of access, from the start of the cluster. */
  List<JsonNode> writes() throws IOException {
    try (var lines = Files.lines(cluster.logs().resolve("audit.log"))) {
      return lines
          .map(Guests::parse)
          .filter(event -> event.at("/user/username").asText().endsWith(":guest-operator"))
          .filter(event -> !event.at("/objectRef/resource").asText().endsWith("accessreviews"))
          .toList();
    }
  }

  /** The resource that was written, with the subresource if there is one. */
  static String kind(JsonNode event) {
    var resource = event.at("/objectRef/resource").asText();
    var subresource = event.at("/objectRef/subresource").asText();
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
