package dev.guestoperator.vsock;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.Linker;
import org.junit.jupiter.api.Test;

class BoundariesTest {
  private static final String ROOT = "dev.guestoperator.vsock";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void eachLayerKnowsOnlyThoseBelow() {
    var layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("posix")
            .definedBy(ROOT + ".posix")
            .layer("vhostuser")
            .definedBy(ROOT + ".vhostuser")
            .layer("memory")
            .definedBy(ROOT + ".memory")
            .layer("virtqueue")
            .definedBy(ROOT + ".virtqueue")
            .layer("socket")
            .definedBy(ROOT + ".socket")
            .layer("device")
            .definedBy(ROOT + ".device")
            .layer("environment")
            .definedBy(ROOT + ".environment");
    layers
        .whereLayer("environment")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("device")
        .mayOnlyBeAccessedByLayers("environment")
        .whereLayer("socket")
        .mayOnlyBeAccessedByLayers("device", "environment")
        .whereLayer("virtqueue")
        .mayOnlyBeAccessedByLayers("device")
        .whereLayer("memory")
        .mayOnlyBeAccessedByLayers("virtqueue", "device")
        .whereLayer("vhostuser")
        .mayOnlyBeAccessedByLayers("memory", "device")
        .whereLayer("posix")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
  }

  @Test
  void onlyJavaIsNeeded() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "dev.guestoperator.vsock..")
        .check(CLASSES);
  }

  @Test
  void onePlaceCallsLibc() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".posix.Libc")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Linker.class)
        .check(CLASSES);
  }
}
