package dev.guestoperator.operator.gateway;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** {@code guests/NAME/exec}: a process in a guest, by its vshd. */
@ApplicationScoped
class GuestExec implements Subresource {
  private static final Description DESCRIPTION =
      new Description(Resource.GUESTS, "exec", "GuestExecOptions", SESSION_VERBS);

  private final GuestSessions sessions;

  GuestExec(GuestSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Description description() {
    return DESCRIPTION;
  }

  @Override
  public void serve(HttpServerRequest request, Caller.User user, ResourcePath path) throws Refused {
    sessions.open(request, user, ExecRequest.parse(path, request));
  }
}
