package dev.guestoperator.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guestnode.GuestNode;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests and the reference are made from the Java types; -Dcrds.update=true writes them. */
class CrdManifestsTest {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(Guest.class, Environment.class, GuestNode.class);
  private static final Path REFERENCE = Path.of("../docs/api-reference.md");

  @TempDir static Path generated;

  @BeforeAll
  static void generate() {
    new CRDGenerator()
        .customResourceClasses(KINDS)
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata crd, String version) {
                return CrdFinish.of((CustomResourceDefinition) crd, KINDS);
              }
            })
        .inOutputDir(generated.toFile())
        .generate();
  }

  static Stream<String> manifests() {
    return Stream.of("guests", "environments", "guestnodes")
        .map(plural -> plural + ".guest-operator.dev-v1.yml");
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void manifestMatchesTheTypes(String file) throws IOException {
    assertCommitted(Path.of(file), Files.readString(generated.resolve(file)));
  }

  @Test
  void referenceMatchesTheTypes() throws IOException {
    var crds = new ArrayList<CustomResourceDefinition>();
    for (var file : manifests().toList()) {
      var yaml = Files.readString(generated.resolve(file));
      crds.add(Serialization.unmarshal(yaml, CustomResourceDefinition.class));
    }

    assertCommitted(REFERENCE, ApiReference.of(crds));
  }

  private static void assertCommitted(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("crds.update")) {
      Files.writeString(file, expected);
    }
    assertEquals(
        Files.readString(file),
        expected,
        file + " is out of date: mvn -pl crds test -Dcrds.update=true");
  }
}
