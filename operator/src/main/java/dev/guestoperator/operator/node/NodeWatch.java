package dev.guestoperator.operator.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.api.AgentEvent;
import dev.guestoperator.agent.api.BoundedLines;
import dev.guestoperator.agent.api.NodeFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Follows the event stream of one agent, over and over, until it is closed. */
final class NodeWatch implements AutoCloseable {
  /** Is told what the watch learns, on the watch's thread. */
  interface Observer {
    void facts(String node, NodeFacts facts);

    void event(String node, AgentEvent event);

    /** The agent is reached now, or it is not any more. */
    void connection(String node);
  }

  private static final Logger LOG = Logger.getLogger(NodeWatch.class);
  private static final Duration SILENCE = Duration.ofSeconds(AgentApi.EVENT_SILENCE_SECONDS);
  private static final Duration FACTS_AGE = Duration.ofSeconds(30);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int MAX_LINE = 8 * 1024 * 1024;

  private final String node;
  private final AgentClient agent;
  private final ObjectMapper json;
  private final ScheduledExecutorService timer;
  private final Observer observer;
  private final Thread reader;

  private volatile String address;
  private volatile boolean closed;
  private volatile Instant lostSince = Instant.now();
  private volatile Instant lastLine = Instant.now();
  private Instant lastFacts = Instant.MIN;

  NodeWatch(
      String node,
      String address,
      AgentClient agent,
      ObjectMapper json,
      ScheduledExecutorService timer,
      Observer observer) {
    this.node = node;
    this.address = address;
    this.agent = agent;
    this.json = json;
    this.timer = timer;
    this.observer = observer;
    reader = Thread.ofVirtual().name("watch-" + node).unstarted(this::run);
  }

  void start() {
    reader.start();
  }

  void moveTo(String heard) {
    if (!address.equals(heard)) {
      address = heard;
      reader.interrupt();
    }
  }

  /** Tries at once if the agent is not reached, for it has just been heard of. */
  void retry() {
    if (lostSince != null) {
      reader.interrupt();
    }
  }

  /** Since when the agent is not reached, null while it is. */
  Instant lostSince() {
    return lostSince;
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
  }

  private void run() {
    var pause = FIRST_PAUSE_MILLIS;
    while (!closed) {
      try (var events = agent.events(address)) {
        pause = FIRST_PAUSE_MILLIS;
        follow(events);
      } catch (IOException | UncheckedIOException e) {
        LOG.debugf(e, "The event stream of %s has ended.", node);
      }
      if (lostSince == null) {
        lostSince = Instant.now();
        observer.connection(node);
      }
      rest(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private void follow(InputStream events) throws IOException {
    lastLine = Instant.now();
    var silence = timer.scheduleWithFixedDelay(() -> closeIfSilent(events), 1, 1, TimeUnit.SECONDS);
    try {
      var lines = new BoundedLines(events, MAX_LINE);
      for (var line = lines.next(); line != null && !closed; line = lines.next()) {
        lastLine = Instant.now();
        take(json.readValue(line, AgentEvent.class));
      }
    } finally {
      silence.cancel(false);
    }
  }

  private void take(AgentEvent event) throws IOException {
    if (lastFacts.plus(FACTS_AGE).isBefore(Instant.now())) {
      observer.facts(node, agent.node(address));
      lastFacts = Instant.now();
    }
    observer.event(node, event);
    if (lostSince != null) {
      lostSince = null;
      observer.connection(node);
    }
  }

  private void closeIfSilent(InputStream events) {
    if (lastLine.plus(SILENCE).isBefore(Instant.now())) {
      try {
        events.close();
      } catch (IOException e) {
        LOG.debugf(e, "The silent event stream of %s does not close.", node);
      }
    }
  }

  /** Between two attempts; whoever has news of the agent interrupts it. */
  private void rest(long millis) {
    try {
      Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis));
    } catch (InterruptedException e) {
      LOG.debugf("%s is tried again at once.", node);
    }
  }
}
