package dev.guestoperator.operator.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * One kind of path below a resource. Every bean that is one is served, and told of by discovery.
 */
interface Subresource {
  /**
   * What discovery tells.
   *
   * @param name last segment of the path
   * @param kind of what is asked or answered
   * @param verbs that kube-apiserver may ask rights for
   */
  record Description(Resource resource, String name, String kind, List<String> verbs) {
    /** With its resource, as RBAC names it. */
    String path() {
      return resource.plural() + "/" + name;
    }
  }

  /** A session begins with a GET; to write, the user needs create as well. */
  List<String> SESSION_VERBS = List.of("create", "get");

  Description description();

  /**
   * Whether a port may stand after the name. Where it means nothing it must not: RBAC has been
   * asked for the name with the port, whose right is a smaller one.
   */
  default boolean takesPort() {
    return false;
  }

  /**
   * Answers a request, on the event loop.
   *
   * @throws Refused with the answer, if that is all there is to say
   */
  void serve(HttpServerRequest request, Caller.User user, ResourcePath path) throws Refused;
}
