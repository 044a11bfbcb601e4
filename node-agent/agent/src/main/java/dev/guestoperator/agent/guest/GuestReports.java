package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.AgentEvent;
import dev.guestoperator.agent.api.GuestReport;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The current report of each guest, and who wants to hear of changes. */
public class GuestReports implements AutoCloseable {
  private final Map<String, GuestReport> current = new TreeMap<>();
  private final Set<EventFeed> feeds = new HashSet<>();

  /** All of them, by uid. */
  public synchronized List<GuestReport> all() {
    return List.copyOf(current.values());
  }

  /** The report of this guest, if there is such a guest. */
  public synchronized Optional<GuestReport> of(String uid) {
    return Optional.ofNullable(current.get(uid));
  }

  /** A feed that starts with a snapshot and lasts until it is closed. */
  public synchronized EventFeed subscribe() {
    var feed = new EventFeed(all(), this::unsubscribe);
    feeds.add(feed);
    return feed;
  }

  synchronized void publish(GuestReport report) {
    if (!report.equals(current.put(report.uid(), report))) {
      feeds.forEach(feed -> feed.offer(report.uid(), new AgentEvent.Changed(report)));
    }
  }

  synchronized void remove(String uid) {
    if (current.remove(uid) != null) {
      feeds.forEach(feed -> feed.offer(uid, new AgentEvent.Removed(uid)));
    }
  }

  /** All feeds end: who wants to hear more asks the next agent. */
  @Override
  public void close() {
    List<EventFeed> all;
    synchronized (this) {
      all = List.copyOf(feeds);
    }
    all.forEach(EventFeed::close);
  }

  private synchronized void unsubscribe(EventFeed feed) {
    feeds.remove(feed);
  }
}
