package dev.guestoperator.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which manifests the API server takes; the first line of a refused one is what it is told. */
@ExtendWith(ClusterExtension.class)
class ValidationIT {
  private static final Path MANIFESTS = Path.of("src/test/resources");
  private static final List<String> KINDS = List.of("guests", "environments");
  private static final String EXPECTED = "# refused: ";

  static Stream<Path> valid() throws IOException {
    return manifests("valid");
  }

  static Stream<Path> invalid() throws IOException {
    return manifests("invalid");
  }

  private static Stream<Path> manifests(String which) throws IOException {
    var all = new ArrayList<Path>();
    for (var kind : KINDS) {
      try (var files = Files.list(MANIFESTS.resolve(kind).resolve(which))) {
        files.sorted().forEach(all::add);
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void isTaken(Path manifest, Cluster cluster) {
    cluster.kubectl("create", "--dry-run=server", "-f", manifest.toString()).run().succeeded();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void isRefusedWithASentence(Path manifest, Cluster cluster) throws IOException {
    var sentence = Files.readAllLines(manifest).getFirst();
    assertTrue(sentence.startsWith(EXPECTED), manifest + " does not say what it is told");

    var result = cluster.kubectl("create", "--dry-run=server", "-f", manifest.toString()).run();

    var told = result.endedWith(1).err();
    assertTrue(told.contains(sentence.substring(EXPECTED.length())), told);
  }

  @Test
  void defaultsComeFromTheSchema(Cluster cluster) {
    var manifest = MANIFESTS.resolve("guests/valid/minimal.yaml").toString();

    var spec =
        cluster
            .kubectl("create", "--dry-run=server", "-o", "jsonpath={.spec}", "-f", manifest)
            .run()
            .succeeded();

    assertEquals(
        """
        {"accelerator":"auto","balloon":{"deflateOnOOM":true,"freePageReporting":true,\
        "statsPeriodSeconds":10,"targetPages":0},"cpus":1,"defaultNet":true,"environment":"default","memory":"1Gi",\
        "package":"busybox","runStrategy":"Always","terminationGracePeriodSeconds":30,\
        "virtio":{"balloon":true,"console":true,"gpu":true,"rng":true,"sound":true,\
        "soundInput":false,"vsock":true}}""",
        spec);
  }

  @Test
  void everyFieldIsExplained(Cluster cluster) {
    // The API server publishes the schemas of definitions a moment after it serves them.
    var spec =
        await()
            .atMost(1, MINUTES)
            .until(() -> cluster.kubectl("explain", "guest.spec").run(), r -> r.code() == 0)
            .out();
    var parts =
        Stream.of("virtio", "balloon", "interrupts")
            .map(part -> cluster.kubectl("explain", "guest.spec." + part).run().succeeded())
            .collect(Collectors.joining());

    assertTrue(spec.contains("Memory of the guest in bytes"), spec);
    assertTrue(spec.contains("Default: 1Gi"), spec);
    assertFalse((spec + parts).contains("<no description>"), spec + parts);
  }
}
