package dev.guestoperator.operator.guest;

import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.crds.guestnode.GuestNode;
import dev.guestoperator.operator.Cluster;
import dev.guestoperator.operator.FakeAgent.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a guest when its agent does not do as it is told. */
class GuestFaultsTest {
  private Cluster cluster;

  @BeforeEach
  void start(@TempDir Path tls) throws IOException {
    cluster = new Cluster(tls);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void unreachableNodeMakesItsGuestUnknownAndStartsItNowhereElse() {
    // Given
    var lost = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    var other = cluster.ready("n2", 8);

    // When
    lost.has(Fault.UNREACHABLE);

    // Then
    cluster.awaitPhase("web", Phase.UNKNOWN);
    assertEquals("Unknown", cluster.ready("web").getStatus());
    assertEquals("NodeUnreachable", cluster.ready("web").getReason());
    assertNull(other.wish("web"));

    // When
    lost.hasNot(Fault.UNREACHABLE);

    // Then
    cluster.awaitPhase("web", Phase.RUNNING);
    assertEquals("n1", cluster.guest("web").getStatus().nodeName());
  }

  @Test
  void deletedGuestWaitsForItsNode() {
    // Given
    var agent = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    agent.has(Fault.UNREACHABLE);
    cluster.awaitPhase("web", Phase.UNKNOWN);

    // When
    cluster.delete("web");
    patiently().until(() -> cluster.ready("web").getMessage().contains("removed once its node"));
    agent.hasNot(Fault.UNREACHABLE);

    // Then
    cluster.awaitGone("web");
    assertNull(agent.wish("web"));
  }

  @Test
  void guestOfADeletedNodeIsPlacedAnew() {
    // Given
    var lost = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    lost.has(Fault.UNREACHABLE);
    cluster.awaitPhase("web", Phase.UNKNOWN);
    var other = cluster.ready("n2", 4);

    // When
    cluster.user.resources(GuestNode.class).withName("n1").delete();

    // Then
    cluster.awaitPhase("web", Phase.RUNNING);
    assertEquals("n2", cluster.guest("web").getStatus().nodeName());
    assertEquals(2, other.wish("web").epoch());
    assertEquals(3, other.wish("web").cid());

    // When
    lost.hasNot(Fault.UNREACHABLE);
    cluster.operator.register(lost);

    // Then
    patiently().until(() -> lost.wish("web") == null);
    assertEquals(GuestState.RUNNING, other.state("web"));
  }

  @Test
  void whatBelongsToNoGuestIsRemoved() {
    // Given
    var agent = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    var web = cluster.guest("web");
    web.getMetadata().setUid("not-the-uid-of-web");

    // When
    agent.runs(DesiredGuests.of(web, Optional.empty()));

    // Then
    patiently().until(() -> agent.count("DELETE") > 0);
    assertTrue(agent.requests.contains("DELETE /v1/guests/not-the-uid-of-web"));
    patiently()
        .until(() -> agent.wish("web").uid().equals(cluster.guest("web").getMetadata().getUid()));
  }

  @Test
  void refusalForWantOfRoomLeadsElsewhere() {
    // Given
    var full = cluster.ready("n1", 16);
    full.has(Fault.REFUSES_NO_ROOM);
    cluster.ready("n2", 4);

    // When
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);

    // Then
    cluster.awaitPhase("web", Phase.RUNNING);
    assertEquals("n2", cluster.guest("web").getStatus().nodeName());
    assertEquals(2, cluster.guest("web").getStatus().epoch());
    assertNull(full.wish("web"));
  }

  @Test
  void refusalForGoodStallsTheGuest() {
    // Given
    cluster.ready("n1", 4).has(Fault.REFUSES_STALE_EPOCH);

    // When
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);

    // Then
    cluster.awaitReason("web", "StaleEpoch");
    assertEquals(Phase.FAILED, cluster.phase("web"));
  }

  @Test
  void slowAgentIsWaitedFor() {
    // Given
    var agent = cluster.ready("n1", 4);
    agent.has(Fault.SLOW);

    // When
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    patiently().until(() -> agent.count("PUT") > 0);
    agent.hasNot(Fault.SLOW);

    // Then
    cluster.awaitPhase("web", Phase.RUNNING);
    assertEquals(1, cluster.guest("web").getStatus().epoch());
  }

  @Test
  void lostEventsAreMadeUpForByTheNextSnapshot() {
    // Given
    var agent = cluster.ready("n1", 4);
    agent.has(Fault.LOSES_EVENTS);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.STARTING);
    patiently().until(() -> agent.state("web") == GuestState.RUNNING);
    agent.hasNot(Fault.LOSES_EVENTS);

    // When
    agent.has(Fault.UNREACHABLE);
    agent.hasNot(Fault.UNREACHABLE);

    // Then
    cluster.awaitPhase("web", Phase.RUNNING);
  }

  @Test
  void guestThatDoesNotStopKeepsItsObject() {
    // Given
    var agent = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    agent.has(Fault.NEVER_STOPS);

    // When
    cluster.delete("web");

    // Then
    cluster.awaitPhase("web", Phase.STOPPING);
    assertNotNull(agent.wish("web"));
    assertEquals("Deleted", cluster.ready("web").getReason());
  }
}
