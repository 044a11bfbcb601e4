package dev.guestoperator.agent.vmm.qemu;

import dev.guestoperator.agent.vmm.MachineExit;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of how a machine ended.
 *
 * @param cause a ShutdownCause or RunState of QMP, if QEMU told one
 * @param poweredOff whether the agent did it
 * @param exitCode of the process, if it was seen
 * @param log the last that QEMU said
 */
record Ending(Optional<String> cause, boolean poweredOff, Optional<Integer> exitCode, String log) {
  private static final int SIGNAL = 128;
  private static final int SIGKILL = 9;

  MachineExit at(Instant at) {
    var told = cause.flatMap(this::told);
    var why = told.orElseGet(() -> poweredOff ? off() : guessed());
    return new MachineExit(why.reason, why.message, exitCode.orElse(null), at);
  }

  private Optional<Why> told(String cause) {
    return Optional.ofNullable(
        switch (cause) {
          case "guest-shutdown", "shutdown" ->
              new Why(MachineExit.GUEST_SHUTDOWN, "The guest switched itself off.");
          case "guest-panic", "guest-panicked" ->
              new Why(MachineExit.GUEST_PANICKED, "The kernel of the guest panicked.");
          case "internal-error" ->
              new Why(
                  MachineExit.VMM_FAILED,
                  "A processor of the guest stopped with an internal error of QEMU: " + log);
          case "host-signal" ->
              poweredOff
                  ? off()
                  : new Why(MachineExit.KILLED, "QEMU was ended by a signal from outside.");
          case "host-qmp-quit" -> off();
          default -> null;
        });
  }

  private Why guessed() {
    if (exitCode.isEmpty()) {
      return new Why(
          MachineExit.VMM_FAILED, "QEMU ended and nobody saw why; the last it said is: " + log);
    }
    var code = exitCode.get();
    if (code == SIGNAL + SIGKILL) {
      return new Why(
          MachineExit.KILLED,
          "QEMU was killed by signal 9, as the kernel does when memory runs out.");
    }
    return new Why(
        MachineExit.VMM_FAILED,
        code > SIGNAL
            ? "QEMU ended by signal " + (code - SIGNAL) + ": " + log
            : "QEMU ended with exit code " + code + ": " + log);
  }

  private static Why off() {
    return new Why(MachineExit.POWERED_OFF, "The machine was switched off.");
  }

  private record Why(String reason, String message) {}
}
