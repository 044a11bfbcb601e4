package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.GuestReport.Exit;
import dev.guestoperator.agent.api.GuestReport.Problem;
import dev.guestoperator.agent.vmm.MachineExit;
import java.time.Instant;

/** How guests end, in the words of the report. */
final class Exits {
  private Exits() {}

  static Exit toReport(MachineExit exit) {
    return new Exit(exit.reason(), exit.message(), exit.exitCode(), exit.at());
  }

  /** Its process is gone and nobody was there to see why. */
  static MachineExit unseen(Instant noticedAt) {
    return new MachineExit(
        "EndedUnseen", "The guest ended while no node agent ran.", null, noticedAt);
  }

  static Problem startedAgain(Exit exit) {
    return new Problem(exit.reason(), exit.message() + " It is started again.", false);
  }
}
