package dev.guestoperator.operator.gateway;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** {@code guests/NAME/attach?device=D}: the serial port or the console of a guest. */
@ApplicationScoped
class GuestAttach implements Subresource {
  private static final Description DESCRIPTION =
      new Description(Resource.GUESTS, "attach", "GuestAttachOptions", SESSION_VERBS);

  private final GuestSessions sessions;

  GuestAttach(GuestSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Description description() {
    return DESCRIPTION;
  }

  @Override
  public void serve(HttpServerRequest request, Caller.User user, ResourcePath path) throws Refused {
    sessions.open(request, user, AttachRequest.parse(path, request));
  }
}
