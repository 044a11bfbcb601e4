package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;

/** Answers and ends of sessions in the form that Kubernetes' clients know, and its wording. */
final class Statuses {
  private Statuses() {}

  static Status unauthorized(String message) {
    return failure(401, "Unauthorized", message);
  }

  static Status badRequest(String message) {
    return failure(400, "BadRequest", message);
  }

  static Status methodNotAllowed(String method, String instead) {
    return failure(
        405, "MethodNotAllowed", "This path has no " + method + "; use " + instead + ".");
  }

  static Status noSuchPath() {
    return failure(404, "NotFound", "the server could not find the requested resource");
  }

  static Status noSuch(Resource resource, String name) {
    var message =
        "%s.%s \"%s\" not found".formatted(resource.plural(), GatewayApi.RESOURCE_GROUP, name);
    return about(failure(404, "NotFound", message), GatewayApi.RESOURCE_GROUP, resource, name);
  }

  static Status forbidden(Caller.User user, ResourcePath path, String reason) {
    var message =
        "%s.%s \"%s\" is forbidden: User \"%s\" cannot create resource \"%s\" in API group \"%s\" in"
            + " the namespace \"%s\"";
    var sentence =
        message.formatted(
            path.resource().plural(),
            GatewayApi.GROUP,
            path.segment(),
            user.name(),
            path.kind(),
            GatewayApi.GROUP,
            path.namespace());
    return about(
        failure(403, "Forbidden", reason.isEmpty() ? sentence : sentence + ": " + reason),
        GatewayApi.GROUP,
        path.resource(),
        path.segment());
  }

  static Status tooManyNodes(int nodes, int limit) {
    var message =
        "The environment has guests on %d nodes, and a session listens on at most %d; use several"
            + " environments.";
    return failure(409, "TooManyNodes", message.formatted(nodes, limit));
  }

  static Status conflict(String message) {
    return failure(409, "Conflict", message);
  }

  static Status tooMany(int limit) {
    return failure(
        429,
        "TooManyRequests",
        "The operator has its limit of " + limit + " sessions; close one and try again.");
  }

  static Status busy(int limit) {
    return failure(
        429,
        "TooManyRequests",
        "The operator has its limit of " + limit + " requests to agents; try again.");
  }

  static Status unavailable(String message) {
    return failure(503, "ServiceUnavailable", message);
  }

  static Status restarting() {
    return unavailable("the operator is restarting; try again");
  }

  static Status agentLost() {
    return unavailable("the node agent does not answer any more; try again");
  }

  static Status clientSilent() {
    return failure(504, "Timeout", "the client does not answer any more; try again");
  }

  static Status internal() {
    return failure(500, "InternalError", "The operator failed; its log says why.");
  }

  static byte[] json(Status status) {
    return Serialization.asJson(status).getBytes(StandardCharsets.UTF_8);
  }

  static Status failure(int code, String reason, String message) {
    return new StatusBuilder()
        .withNewMetadata()
        .endMetadata()
        .withStatus("Failure")
        .withCode(code)
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private static Status about(Status status, String group, Resource resource, String name) {
    return new StatusBuilder(status)
        .withNewDetails()
        .withGroup(group)
        .withKind(resource.plural())
        .withName(name)
        .endDetails()
        .build();
  }
}
