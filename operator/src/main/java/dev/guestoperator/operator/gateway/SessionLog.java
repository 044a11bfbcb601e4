package dev.guestoperator.operator.gateway;

import java.time.Duration;
import org.jboss.logging.Logger;

/** Tells who was attached to what; never what was said. */
final class SessionLog {
  private static final Logger LOG = Logger.getLogger(SessionLog.class);

  private final Caller.User user;
  private final AttachRequest attach;
  private final long startedAt = System.nanoTime();

  SessionLog(Caller.User user, AttachRequest attach) {
    this.user = user;
    this.attach = attach;
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
    return "user=\"%s\" guest=%s/%s device=%s"
        .formatted(user.name(), attach.namespace(), attach.name(), attach.device().parameter());
  }
}
