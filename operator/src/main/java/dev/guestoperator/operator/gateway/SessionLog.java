package dev.guestoperator.operator.gateway;

import java.time.Duration;
import org.jboss.logging.Logger;

/** Tells who had a session with what; never what was said. */
final class SessionLog {
  private static final Logger LOG = Logger.getLogger(SessionLog.class);

  private final Caller.User user;
  private final SessionRequest asked;
  private final long startedAt = System.nanoTime();

  SessionLog(Caller.User user, SessionRequest asked) {
    this.user = user;
    this.asked = asked;
  }

  void started() {
    LOG.infof("session started: %s", subject());
  }

  void ended(Ending ending, Session session) {
    LOG.infof(
        "session ended: %s reason=%s seconds=%d bytesIn=%d bytesOut=%d",
        subject(),
        ending.label(),
        Duration.ofNanos(System.nanoTime() - startedAt).toSeconds(),
        session.bytesFromClient(),
        session.bytesFromAgent());
  }

  private String subject() {
    var path = asked.path();
    return "user=\"%s\" session=%s of=%s/%s %s"
        .formatted(user.name(), path.kind(), path.namespace(), path.segment(), asked.detail());
  }
}
