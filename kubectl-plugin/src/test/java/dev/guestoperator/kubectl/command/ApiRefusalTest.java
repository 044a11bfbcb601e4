package dev.guestoperator.kubectl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRefusalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Invalid value: "object": write less: at most 5.      | write less: at most 5.
          Invalid value: 5000000000: write less.               | write less.
          Invalid value: "a: \\"b\\"": write less.             | write less.
          Invalid value: {"a":{"b":"c: d"}}: write less.       | write less.
          Invalid value: null: write less.                     | write less.
          """)
  void aRuleIsShownWithoutTheValueBeforeIt(String cause, String sentence) {
    assertEquals(Optional.of(sentence), ApiRefusal.sentence(status("FieldValueInvalid", cause)));
  }

  @Test
  void whatIsNoRuleIsShownWhole() {
    assertEquals(
        Optional.of("the whole message"),
        ApiRefusal.sentence(status("FieldValueTypeInvalid", "Invalid value: 5: odd")));
    assertEquals(
        Optional.of("the whole message"), ApiRefusal.sentence(status("FieldValueInvalid", "odd")));
    assertEquals(
        Optional.of("plain"),
        ApiRefusal.sentence(new StatusBuilder().withMessage("plain").build()));
  }

  private static Status status(String reason, String message) {
    return new StatusBuilder()
        .withMessage("the whole message")
        .withNewDetails()
        .addNewCause("spec", message, reason)
        .endDetails()
        .build();
  }
}
