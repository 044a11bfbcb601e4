package dev.guestoperator.agent.vmm.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # cause,            poweredOff, exitCode, reason,         part of the message
          guest-shutdown,     false,      0,        GuestShutdown,  switched itself off
          guest-shutdown,     true,       0,        GuestShutdown,  switched itself off
          guest-shutdown,     true,       137,      GuestShutdown,  switched itself off
          shutdown,           false,      ,         GuestShutdown,  switched itself off
          guest-panic,        false,      0,        GuestPanicked,  panicked
          host-qmp-quit,      true,       0,        PoweredOff,     switched off
          host-qmp-quit,      false,      ,         PoweredOff,     switched off
          host-signal,        true,       0,        PoweredOff,     switched off
          host-signal,        false,      0,        Killed,         signal from outside
          ,                   true,       137,      PoweredOff,     switched off
          ,                   true,       ,         PoweredOff,     switched off
          ,                   false,      137,      Killed,         signal 9
          ,                   false,      134,      VmmFailed,      signal 6: what it said
          ,                   false,      1,        VmmFailed,      exit code 1: what it said
          ,                   false,      ,         VmmFailed,      nobody saw why
          internal-error,     false,      0,        VmmFailed,      internal error of QEMU: what it said
          unheard-of,         false,      1,        VmmFailed,      exit code 1
          """)
  void isToldInASentence(
      String cause, boolean poweredOff, Integer exitCode, String reason, String part) {
    var ending =
        new Ending(
            Optional.ofNullable(cause), poweredOff, Optional.ofNullable(exitCode), "what it said");

    var exit = ending.at(Instant.EPOCH);

    assertEquals(reason, exit.reason());
    assertTrue(exit.message().contains(part), exit.message());
    assertEquals(exitCode, exit.exitCode());
    assertEquals(Instant.EPOCH, exit.at());
  }
}
