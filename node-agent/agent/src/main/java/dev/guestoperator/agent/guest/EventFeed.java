package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.AgentEvent;
import dev.guestoperator.agent.api.GuestReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What one reader has yet to hear. Of each guest only the latest counts, so a slow reader costs no
 * more than the guests there are, and always hears the last state.
 */
public final class EventFeed implements AutoCloseable {
  /** A reader that misses the removal of more guests than this is cut off: it starts anew. */
  private static final int MAXIMUM = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, AgentEvent> pending = new LinkedHashMap<>();
  private final Consumer<EventFeed> onClose;
  private AgentEvent.Snapshot snapshot;
  private boolean closed;

  EventFeed(List<GuestReport> guests, Consumer<EventFeed> onClose) {
    this.snapshot = new AgentEvent.Snapshot(guests);
    this.onClose = onClose;
  }

  void offer(String uid, AgentEvent event) {
    lock.lock();
    try {
      pending.remove(uid);
      pending.put(uid, event);
      closed |= pending.size() > MAXIMUM;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something new.
   *
   * @return the events to send next, at least one: a heartbeat if nothing happened within the time;
   *     empty when the feed is closed
   */
  public List<AgentEvent> next(Duration silence) throws InterruptedException {
    lock.lock();
    try {
      if (snapshot != null) {
        var first = snapshot;
        snapshot = null;
        return List.of(first);
      }
      var left = silence.toNanos();
      while (pending.isEmpty() && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return closed ? List.of() : take();
    } finally {
      lock.unlock();
    }
  }

  private List<AgentEvent> take() {
    if (pending.isEmpty()) {
      return List.of(new AgentEvent.Heartbeat());
    }
    var events = new ArrayList<>(pending.values());
    pending.clear();
    return events;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      pending.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }
}
