package dev.guestoperator.operator.gateway;

/**
 * A session that a client asks for, once its parameters were read.
 *
 * @param query the parameters for the agent, percent-encoded
 * @param detail what of them the log tells, which has nothing that a user may keep secret
 */
record SessionRequest(ResourcePath path, String query, String detail) {
  /**
   * The same on an agent.
   *
   * @param resource path of the guest or environment there
   */
  String at(String resource) {
    return resource + "/" + path.subresource() + (query.isEmpty() ? "" : "?" + query);
  }
}
