package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.Raised;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import dev.guestoperator.agent.interrupt.Interrupts;
import dev.guestoperator.agent.vmm.Machine;
import java.io.IOException;
import java.time.Duration;

/** The interrupt lines of a guest, connected while its machine is there. */
final class GuestInterrupts {
  private static final Duration AT_MOST = Duration.ofSeconds(3);

  private final Interrupts interrupts;
  private volatile Connected connected;

  private record Connected(Machine machine, DesiredGuest with, Interrupts.Connection connection) {}

  GuestInterrupts(Interrupts interrupts) {
    this.interrupts = interrupts;
  }

  /**
   * @param with what the machine was started with; null if that was lost, and its lines with it
   */
  void connect(Machine machine, DesiredGuest with) {
    if (connected == null && with != null) {
      connected = new Connected(machine, with, interrupts.connect(machine.interrupts(), with));
    }
  }

  void disconnect() {
    if (connected != null) {
      connected.connection().close();
      connected = null;
    }
  }

  /**
   * Raises a line by hand, for a bounded time.
   *
   * @param count of interrupts, one after the other
   */
  Raised raise(int line, int count) throws RefusedException, InterruptedException {
    var now = connected;
    if (now == null) {
      throw notRunning(null);
    }
    if (now.with().interrupts().stream().noneMatch(i -> i.line() == line && i.uio() == null)) {
      throw new RefusedException(
          Kind.NO_SUCH_LINE,
          "The running guest has no line %d that is raised by hand: add it to interrupts with source manual and restart the guest."
              .formatted(line));
    }
    try {
      return now.machine().interrupts().get(line).raise(count, AT_MOST);
    } catch (IOException unreachable) {
      throw notRunning(unreachable);
    }
  }

  private static RefusedException notRunning(IOException cause) {
    return new RefusedException(
        Kind.NOT_RUNNING, "The guest does not run: start it, then raise the line again.", cause);
  }
}
