package dev.guestoperator.operator.gateway;

import dev.guestoperator.operator.node.AgentAnswer;
import io.fabric8.kubernetes.api.model.Status;

/** What to tell a user whose request an agent did not take. */
final class AgentFailures {
  private AgentFailures() {}

  static Status of(String node, AgentAnswer.Failed failed) {
    return switch (failed) {
      case AgentAnswer.Unreachable unreachable -> silent(node);
      case AgentAnswer.Refused refused when refused.status() == 404 ->
          Statuses.conflict(
              "Node " + node + " has no such guest: a guest that is being started takes a moment.");
      case AgentAnswer.Refused refused when isForTheUser(refused) ->
          Statuses.failure(refused.status(), refused.reason(), refused.message());
      case AgentAnswer.Refused refused -> silent(node);
    };
  }

  static Status silent(String node) {
    return Statuses.unavailable("the node agent does not answer on node " + node + "; try again");
  }

  /** What an agent says of the operator's own certificate is of no use to the user. */
  private static boolean isForTheUser(AgentAnswer.Refused refused) {
    return refused.status() != 401 && refused.status() != 403 && refused.message() != null;
  }
}
