package dev.guestoperator.operator.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** All sessions of this operator: how many there may be, what they did, and their common end. */
@ApplicationScoped
class Sessions {
  private static final Logger LOG = Logger.getLogger(Sessions.class);

  private final Vertx vertx;
  private final Limits limits;
  private final Admission admission;
  private final MeterRegistry registry;
  private final Map<String, SessionMeters> meters = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger();
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  Sessions(Vertx vertx, Limits limits, Admission admission, MeterRegistry registry) {
    this.vertx = vertx;
    this.limits = limits;
    this.admission = admission;
    this.registry = registry;
  }

  @Produces
  @Singleton
  @DefaultBean
  static Limits limits() {
    return Limits.DEFAULT;
  }

  /**
   * Takes a place, for a session that begins or only tries to.
   *
   * @throws Refused if there is none
   */
  void enter() throws Refused {
    if (stopping) {
      throw new Refused(Statuses.restarting());
    }
    if (places.incrementAndGet() > limits.sessions()) {
      leave();
      throw new Refused(Statuses.tooMany(limits.sessions()));
    }
  }

  /** Gives back the place of an attempt that came to nothing; a session does so itself. */
  void leave() {
    places.decrementAndGet();
  }

  void run(Session session, Caller.User user, SessionRequest asked) {
    var log = new SessionLog(user, asked);
    var counts =
        meters.computeIfAbsent(asked.path().kind(), kind -> new SessionMeters(kind, registry));
    var review =
        vertx.setPeriodic(limits.review().toMillis(), tick -> review(session, user, asked.path()));
    open.add(session);
    counts.started();
    log.started();
    session.start(
        ending -> {
          vertx.cancelTimer(review);
          open.remove(session);
          leave();
          counts.ended(ending);
          log.ended(ending, session);
        });
    if (stopping) {
      session.end(Ending.OPERATOR_STOPPED, Statuses.restarting());
    }
  }

  void stop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    LOG.infof("Ending %d sessions, as the operator stops.", open.size());
    open.forEach(session -> session.end(Ending.OPERATOR_STOPPED, Statuses.restarting()));
  }

  private void review(Session session, Caller.User user, ResourcePath path) {
    vertx
        .executeBlocking(() -> admission.revoked(user, path), false)
        .onSuccess(revoked -> revoked.ifPresent(status -> session.end(Ending.REVOKED, status)));
  }
}
