package dev.guestoperator.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guestnode.GuestNode;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests beside the Java types are generated from them; -Dcrds.update=true writes them. */
class CrdManifestsTest {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(Guest.class, Environment.class, GuestNode.class);

  @ParameterizedTest
  @ValueSource(strings = {"guests", "environments", "guestnodes"})
  void manifestMatchesTheTypes(String plural, @TempDir Path dir) throws IOException {
    var generated = dir.resolve(plural + ".guest-operator.dev-v1.yml");
    var committed = Path.of(plural + ".guest-operator.dev-v1.yml");

    new CRDGenerator()
        .customResourceClasses(KINDS)
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata crd, String version) {
                return CrdFinish.of((CustomResourceDefinition) crd, KINDS);
              }
            })
        .inOutputDir(dir.toFile())
        .generate();

    if (Boolean.getBoolean("crds.update")) {
      Files.copy(generated, committed, StandardCopyOption.REPLACE_EXISTING);
    }
    assertEquals(
        Files.readString(committed),
        Files.readString(generated),
        "The manifests are out of date: mvn -pl crds test -Dcrds.update=true");
  }
}
