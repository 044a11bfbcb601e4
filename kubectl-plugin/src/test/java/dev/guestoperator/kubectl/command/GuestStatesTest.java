package dev.guestoperator.kubectl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.crds.guest.Guest;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestStatesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                            | true
          {status: {observedGeneration: -1}}            | true
          {status: {observedGeneration: 1, phase: Pending}} | false
          """)
  void newIsWhatTheOperatorHasNotSeen(String yaml, boolean expected) {
    assertEquals(expected, GuestStates.isNew(Serialization.unmarshal("---\n" + yaml, Guest.class)));
  }
}
