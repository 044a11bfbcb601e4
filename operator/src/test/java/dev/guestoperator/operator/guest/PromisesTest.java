package dev.guestoperator.operator.guest;

import static dev.guestoperator.operator.Cluster.GIB;
import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No memory is promised twice, however many guests come at once. */
class PromisesTest {
  private static final int GUESTS = 20;
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
  void manyGuestsFillTheNodesAndNoMore() {
    // Given
    var small = cluster.ready("n1", 3);
    var large = cluster.ready("n2", 5);

    // When
    IntStream.range(0, GUESTS)
        .parallel()
        .forEach(i -> cluster.apply("g" + i, "1Gi", RunStrategy.ALWAYS));

    // Then
    patiently().until(() -> count(Phase.RUNNING) == 8 && count(Phase.PENDING) == GUESTS - 8);
    assertTrue(small.mostPromised() <= 3 * GIB, "n1: " + small.mostPromised());
    assertTrue(large.mostPromised() <= 5 * GIB, "n2: " + large.mostPromised());
    assertEquals(
        GUESTS, names().map(name -> cluster.guest(name).getStatus().cid()).distinct().count());

    // When
    var runs = names().filter(name -> cluster.phase(name) == Phase.RUNNING).toList();
    cluster.delete(runs.get(0));
    cluster.change(runs.get(1), spec -> Cluster.with(spec, RunStrategy.HALTED));

    // Then
    cluster.awaitGone(runs.get(0));
    patiently().until(() -> count(Phase.RUNNING) == 8);
    assertTrue(small.mostPromised() <= 3 * GIB, "n1: " + small.mostPromised());
    assertTrue(large.mostPromised() <= 5 * GIB, "n2: " + large.mostPromised());
  }

  private Stream<String> names() {
    return IntStream.range(0, GUESTS)
        .mapToObj(i -> "g" + i)
        .filter(name -> cluster.guest(name) != null);
  }

  private long count(Phase phase) {
    return names().filter(name -> cluster.phase(name) == phase).count();
  }
}
