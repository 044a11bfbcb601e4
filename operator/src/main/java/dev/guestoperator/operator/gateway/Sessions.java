package dev.guestoperator.operator.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.EnumMap;
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
  private final Map<Ending, Counter> ended = new EnumMap<>(Ending.class);
  private final AtomicInteger places = new AtomicInteger();
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  Sessions(Vertx vertx, Limits limits, Admission admission, MeterRegistry meters) {
    this.vertx = vertx;
    this.limits = limits;
    this.admission = admission;
    Gauge.builder("guest.operator.gateway.sessions", open, Set::size)
        .description("Sessions with guests that are open.")
        .register(meters);
    for (var ending : Ending.values()) {
      ended.put(
          ending,
          Counter.builder("guest.operator.gateway.sessions.ended")
              .description("Sessions with guests that have ended, by why.")
              .tag("reason", ending.label())
              .register(meters));
    }
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

  void run(Session session, Caller.User user, AttachRequest attach) {
    var log = new SessionLog(user, attach);
    var review =
        vertx.setPeriodic(limits.review().toMillis(), tick -> review(session, user, attach));
    open.add(session);
    log.started();
    session.start(
        ending -> {
          vertx.cancelTimer(review);
          open.remove(session);
          leave();
          ended.get(ending).increment();
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

  private void review(Session session, Caller.User user, AttachRequest attach) {
    vertx
        .executeBlocking(() -> admission.revoked(user, attach), false)
        .onSuccess(revoked -> revoked.ifPresent(status -> session.end(Ending.REVOKED, status)));
  }
}
