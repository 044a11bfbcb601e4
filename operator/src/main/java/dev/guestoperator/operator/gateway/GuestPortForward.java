package dev.guestoperator.operator.gateway;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** {@code guests/NAME[:PORT]/portforward}: a vsock connection to a port of a guest. */
@ApplicationScoped
class GuestPortForward implements Subresource {
  private static final Description DESCRIPTION =
      new Description(Resource.GUESTS, "portforward", "GuestPortForwardOptions", SESSION_VERBS);

  private final GuestSessions sessions;

  GuestPortForward(GuestSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Description description() {
    return DESCRIPTION;
  }

  @Override
  public boolean takesPort() {
    return true;
  }

  @Override
  public void serve(HttpServerRequest request, Caller.User user, ResourcePath path) throws Refused {
    sessions.open(request, user, PortForwardRequest.parse(path, request));
  }
}
