package dev.guestoperator.agent.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.guestoperator.agent.api.AgentEvent;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.GuestState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFeedTest {
  private static final Duration NEVER = Duration.ofDays(1);

  private final GuestReports reports = new GuestReports();

  @Test
  void startsWithASnapshotOfWhatThereIs() throws Exception {
    reports.publish(report("a", GuestState.RUNNING));

    var first = reports.subscribe().next(NEVER);

    assertEquals(List.of(new AgentEvent.Snapshot(List.of(report("a", GuestState.RUNNING)))), first);
  }

  @Test
  void aSlowReaderHearsOnlyTheLastOfEachGuest() throws Exception {
    var feed = subscribed();
    for (var restart = 0; restart < 100_000; restart++) {
      reports.publish(report("a", GuestState.STARTING));
      reports.publish(report("b", GuestState.STARTING));
      reports.publish(report("a", GuestState.RUNNING));
      reports.publish(report("b", GuestState.FAILED));
    }
    reports.remove("b");

    var next = feed.next(NEVER);

    assertEquals(
        List.of(
            new AgentEvent.Changed(report("a", GuestState.RUNNING)), new AgentEvent.Removed("b")),
        next);
  }

  @Test
  void whatStaysTheSameIsNotToldAgain() throws Exception {
    reports.publish(report("a", GuestState.RUNNING));
    var feed = subscribed();

    reports.publish(report("a", GuestState.RUNNING));

    assertEquals(List.of(new AgentEvent.Heartbeat()), feed.next(Duration.ZERO));
  }

  @Test
  void aReaderWhoMissesTooMuchIsCutOff() throws Exception {
    var feed = subscribed();
    for (var guest = 0; guest < 20_000; guest++) {
      reports.publish(report("guest" + guest, GuestState.RUNNING));
      reports.remove("guest" + guest);
    }

    assertEquals(List.of(), feed.next(NEVER));
  }

  @Test
  void closingEndsAWaitingReader() throws Exception {
    var feed = subscribed();
    var reader = Thread.startVirtualThread(feed::close);

    assertEquals(List.of(), feed.next(NEVER));
    reader.join();
  }

  private EventFeed subscribed() throws InterruptedException {
    var feed = reports.subscribe();
    assertInstanceOf(AgentEvent.Snapshot.class, feed.next(NEVER).getFirst());
    return feed;
  }

  private static GuestReport report(String uid, GuestState state) {
    return new GuestReport(
        uid, "default", uid, 1, 1, state, null, false, null, 0, null, null, null, null, null);
  }
}
