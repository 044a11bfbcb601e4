package dev.guestoperator.kubectl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "dev.guestoperator.kubectl";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void knowsTheApiAndNothingBehindIt() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.guestoperator.agent..", "dev.guestoperator.operator..")
        .check(CLASSES);
  }

  @Test
  void onlyCommandsTieThePartsTogether() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".stream",
            ROOT + ".gateway",
            ROOT + ".terminal",
            ROOT + ".output",
            ROOT + ".archive",
            ROOT + ".config")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".command")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".terminal", ROOT + ".output", ROOT + ".archive")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".stream", ROOT + ".gateway")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".terminal", ROOT + ".output")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".config")
        .check(CLASSES);
  }
}
