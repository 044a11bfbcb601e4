package dev.guestoperator.operator.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** One kind of path below a guest. Every bean that is one is served, and told of by discovery. */
interface Subresource {
  /**
   * What discovery tells.
   *
   * @param name last segment of the path
   * @param kind of what is asked or answered
   * @param verbs that kube-apiserver may ask rights for
   */
  record Description(String name, String kind, List<String> verbs) {}

  Description description();

  /**
   * Answers a request, on the event loop.
   *
   * @throws Refused with the answer, if that is all there is to say
   */
  void serve(HttpServerRequest request, Caller.User user, GuestPath guest) throws Refused;
}
