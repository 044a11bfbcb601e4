package dev.guestoperator.vsock.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.guestoperator.vsock.socket.ConnectionState.Asked;
import dev.guestoperator.vsock.socket.ConnectionState.Calling;
import dev.guestoperator.vsock.socket.ConnectionState.Closed;
import dev.guestoperator.vsock.socket.ConnectionState.Closing;
import dev.guestoperator.vsock.socket.ConnectionState.Open;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole table. A state is written as its name; an open one as who still does what: S and R of
 * the guest, s and r of the host.
 */
class ProtocolTest {
  @ParameterizedTest(name = "{0} + {1} {2}")
  @CsvSource({
    "Asked, RESET, 0, Closed, ABORT",
    "Asked, SHUTDOWN, 3, Closed, SEND_RESET ABORT",
    "Asked, DATA, 0, Closed, SEND_RESET ABORT",
    "Asked, REQUEST, 0, Closed, SEND_RESET ABORT",
    "Asked, RESPONSE, 0, Closed, SEND_RESET ABORT",
    "Asked, INVALID, 0, Closed, SEND_RESET ABORT",
    "Calling, RESPONSE, 0, SRsr, CONNECTED",
    "Calling, RESET, 0, Closed, REFUSED",
    "Calling, DATA, 0, Closed, SEND_RESET REFUSED",
    "Calling, SHUTDOWN, 3, Closed, SEND_RESET REFUSED",
    "Calling, REQUEST, 0, Closed, SEND_RESET REFUSED",
    "Calling, CREDIT_UPDATE, 0, Closed, SEND_RESET REFUSED",
    "Calling, CREDIT_REQUEST, 0, Closed, SEND_RESET REFUSED",
    "Calling, INVALID, 0, Closed, SEND_RESET REFUSED",
    "SRsr, DATA, 0, SRsr, DELIVER",
    "SRsr, CREDIT_UPDATE, 0, SRsr, ''",
    "SRsr, CREDIT_REQUEST, 0, SRsr, SEND_CREDIT",
    "SRsr, SHUTDOWN, 0, SRsr, ''",
    "SRsr, SHUTDOWN, 1, S--r, END_INPUT",
    "SRsr, SHUTDOWN, 2, -Rsr, END_OUTPUT",
    "SRsr, SHUTDOWN, 3, Closed, SEND_RESET RELEASE",
    "SRsr, RESET, 0, Closed, ABORT",
    "SRsr, REQUEST, 0, Closed, SEND_RESET ABORT",
    "SRsr, RESPONSE, 0, Closed, SEND_RESET ABORT",
    "SRsr, INVALID, 0, Closed, SEND_RESET ABORT",
    "-Rsr, DATA, 0, Closed, SEND_RESET ABORT",
    "-Rsr, SHUTDOWN, 1, Closed, SEND_RESET RELEASE",
    "-Rsr, SHUTDOWN, 2, -Rsr, ''",
    "S--r, SHUTDOWN, 2, Closed, SEND_RESET RELEASE",
    "S--r, SHUTDOWN, 1, S--r, ''",
    "S--r, DATA, 0, S--r, DELIVER",
    "SR-r, DATA, 0, SR-r, DELIVER",
    "SR-r, SHUTDOWN, 2, -R-r, END_OUTPUT",
    "SR-r, SHUTDOWN, 3, Closed, SEND_RESET RELEASE",
    "Closing, RESET, 0, Closed, ''",
    "Closing, SHUTDOWN, 3, Closed, SEND_RESET",
    "Closing, SHUTDOWN, 1, Closing, ''",
    "Closing, DATA, 0, Closing, ''",
    "Closing, CREDIT_UPDATE, 0, Closing, ''",
    "Closing, CREDIT_REQUEST, 0, Closing, ''",
    "Closing, REQUEST, 0, Closed, SEND_RESET",
    "Closing, RESPONSE, 0, Closed, SEND_RESET",
    "Closing, INVALID, 0, Closed, SEND_RESET"
  })
  void packets(String state, Operation operation, int flags, String next, String actions) {
    check(Protocol.packet(state(state), operation, flags), next, actions);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "Asked, answered, SRsr, SEND_RESPONSE",
    "Asked, refused, Closed, SEND_RESET",
    "Calling, answered, Calling, ''",
    "SRsr, hostEnded, SR-r, SEND_SHUTDOWN",
    "SR-r, hostEnded, SR-r, ''",
    "SRs-, hostEnded, Closing, SEND_SHUTDOWN RELEASE",
    "SRsr, hostStoppedReading, SRs-, SEND_SHUTDOWN",
    "SR-r, hostStoppedReading, Closing, SEND_SHUTDOWN RELEASE",
    "-Rsr, hostEnded, -R-r, SEND_SHUTDOWN",
    "SRsr, hostGone, Closing, SEND_SHUTDOWN RELEASE",
    "Closing, hostGone, Closing, ''",
    "Calling, hostGone, Calling, ''",
    "SRsr, hostReset, Closed, SEND_RESET RELEASE",
    "Closed, hostReset, Closed, ''",
    "Calling, timedOut, Closed, SEND_RESET REFUSED",
    "Closing, timedOut, Closed, SEND_RESET",
    "SRsr, timedOut, SRsr, ''"
  })
  void events(String state, String event, String next, String actions) {
    var before = state(state);
    var step =
        switch (event) {
          case "answered" -> Protocol.answered(before);
          case "refused" -> Protocol.refused(before);
          case "hostEnded" -> Protocol.hostEnded(before);
          case "hostStoppedReading" -> Protocol.hostStoppedReading(before);
          case "hostGone" -> Protocol.hostGone(before);
          case "hostReset" -> Protocol.hostReset(before);
          case "timedOut" -> Protocol.timedOut(before);
          default -> throw new AssertionError(event);
        };
    check(step, next, actions);
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void nothingComesOfAClosedConnection(Operation operation) {
    check(Protocol.packet(new Closed(), operation, 3), "Closed", "");
  }

  @Test
  void aResetIsNeverAnswered() {
    for (var state : List.of("Asked", "Calling", "SRsr", "-R-r", "Closing", "Closed")) {
      var step = Protocol.packet(state(state), Operation.RESET, 0);
      assertFalse(step.actions().contains(Step.Action.SEND_RESET), state);
    }
  }

  @ParameterizedTest
  @CsvSource({"SRsr, 0", "SR-r, 2", "SRs-, 1", "Closing, 3"})
  void whatAShutdownSays(String state, int flags) {
    assertEquals(flags, state(state).shutdownFlags());
  }

  private static void check(Step step, String next, String actions) {
    assertEquals(state(next), step.next());
    assertEquals(actions, step.actions().stream().map(Enum::name).collect(Collectors.joining(" ")));
  }

  private static ConnectionState state(String text) {
    return switch (text) {
      case "Asked" -> new Asked();
      case "Calling" -> new Calling();
      case "Closing" -> new Closing();
      case "Closed" -> new Closed();
      default ->
          new Open(
              text.charAt(0) == 'S',
              text.charAt(1) == 'R',
              text.charAt(2) == 's',
              text.charAt(3) == 'r');
    };
  }
}
