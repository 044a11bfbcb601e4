package dev.guestoperator.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class BoundariesTest {
  private static final String ROOT = "dev.guestoperator.agent";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void theAgentKnowsNothingOfKubernetes() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "io.kubernetes..", "dev.guestoperator.crds..")
        .check(CLASSES);
  }

  @Test
  void nobodyReachesAroundAPackage() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("wiring")
        .definedBy(ROOT)
        .layer("http")
        .definedBy(ROOT + ".http")
        .layer("guest")
        .definedBy(ROOT + ".guest")
        .layer("node")
        .definedBy(ROOT + ".node")
        .layer("pack")
        .definedBy(ROOT + ".pack")
        .layer("serial")
        .definedBy(ROOT + ".serial")
        .layer("balloon")
        .definedBy(ROOT + ".balloon")
        .layer("vmm")
        .definedBy(ROOT + ".vmm")
        .layer("qemu")
        .definedBy(ROOT + ".vmm.qemu")
        .layer("simulated")
        .definedBy(ROOT + ".vmm.simulated")
        .whereLayer("http")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("guest")
        .mayOnlyBeAccessedByLayers("wiring", "http")
        .whereLayer("serial")
        .mayOnlyBeAccessedByLayers("wiring", "http", "guest")
        .whereLayer("balloon")
        .mayOnlyBeAccessedByLayers("wiring", "guest")
        .whereLayer("pack")
        .mayOnlyBeAccessedByLayers("wiring", "guest")
        .whereLayer("qemu")
        .mayOnlyBeAccessedByLayers("wiring", "node")
        .whereLayer("simulated")
        .mayOnlyBeAccessedByLayers("wiring")
        .check(CLASSES);
  }

  @Test
  void onlyHttpAndWiringKnowTheContainer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".guest",
            ROOT + ".balloon",
            ROOT + ".serial",
            ROOT + ".pack",
            ROOT + ".node",
            ROOT + ".vmm..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..", "io.quarkus..", "io.vertx..")
        .check(CLASSES);
  }
}
