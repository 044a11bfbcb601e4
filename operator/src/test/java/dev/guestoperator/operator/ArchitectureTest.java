package dev.guestoperator.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses OPERATOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.guestoperator.operator");

  @Test
  void operatorKnowsOfTheAgentOnlyItsContract() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.guestoperator.agent",
            "dev.guestoperator.agent.guest..",
            "dev.guestoperator.agent.vmm..",
            "dev.guestoperator.agent.http..",
            "dev.guestoperator.kubectl..")
        .check(OPERATOR);
  }

  @Test
  void nodesKnowNothingOfGuestsAndSessions() {
    noClasses()
        .that()
        .resideInAnyPackage("..operator.node..", "..operator.environment..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..operator.guest..", "..operator.gateway..")
        .check(OPERATOR);
  }

  @Test
  void guestsKnowNothingOfSessions() {
    noClasses()
        .that()
        .resideInAPackage("..operator.guest..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..operator.gateway..")
        .check(OPERATOR);
  }

  @Test
  void whatDecidesAsksNobody() {
    noClasses()
        .that()
        .haveNameMatching(
            ".*\\.(Placement|Promise|Quota|Share|Usage|FirstUse|BalloonStatus|GuestNews|GuestStatuses|ReportedStatus|DesiredGuests"
                + "|NodeStatuses|Conditions)")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(".*(KubernetesClient|javaoperatorsdk|java\\.net\\.http|jakarta).*")
        .check(OPERATOR);
  }
}
