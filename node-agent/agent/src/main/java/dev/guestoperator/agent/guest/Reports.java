package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.GuestReport.Problem;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.agent.api.VsockReport;

/** Makes the report of a guest from what is known of it. */
final class Reports {
  private Reports() {}

  /**
   * @param desired null if it was lost
   * @param balloon of its machine, null if nothing is known of one
   * @param vsock the device of its machine, null if nothing is known of one
   */
  static GuestReport report(
      String uid,
      DesiredGuest desired,
      Wish wish,
      GuestLife life,
      GuestRecord record,
      BalloonReport balloon,
      VsockReport vsock) {
    var problem = problem(wish, life);
    var machine =
        life instanceof GuestLife.Up || life instanceof GuestLife.Stopping
            ? record.launched()
            : null;
    return new GuestReport(
        uid,
        desired == null ? null : desired.namespace(),
        desired == null ? null : desired.name(),
        desired == null ? 0 : desired.epoch(),
        desired == null ? 0 : desired.generation(),
        state(wish, life, problem),
        problem,
        machine != null && restartRequired(machine.with(), desired),
        machine == null ? null : machine.at(),
        record.restarts(),
        record.lastExit(),
        machine == null ? null : machine.accelerator(),
        machine == null ? null : machine.packageDigest(),
        balloon,
        vsock);
  }

  private static GuestState state(Wish wish, GuestLife life, Problem problem) {
    return switch (life) {
      case GuestLife.Off _ ->
          switch (wish.power()) {
            case ON -> problem == null ? GuestState.STARTING : GuestState.FAILED;
            case OFF, GONE -> GuestState.STOPPED;
            case UNKNOWN -> GuestState.FAILED;
          };
      case GuestLife.Launching _ -> problem == null ? GuestState.STARTING : GuestState.FAILED;
      case GuestLife.Up up ->
          switch (wish.power()) {
            case ON, UNKNOWN -> up.running() ? GuestState.RUNNING : GuestState.STARTING;
            case OFF, GONE -> GuestState.STOPPING;
          };
      case GuestLife.Stopping _ -> GuestState.STOPPING;
      case GuestLife.Leftover _ -> GuestState.FAILED;
      case GuestLife.Gone _ -> GuestState.STOPPED;
    };
  }

  private static Problem problem(Wish wish, GuestLife life) {
    if (wish.power() == Wish.Power.UNKNOWN) {
      return new Problem(
          "StateUnreadable",
          "What is desired of this guest cannot be read on its node any more; change its spec or"
              + " restart the operator, so that it is sent again.",
          true);
    }
    return switch (life) {
      case GuestLife.Off off -> wish.power() == Wish.Power.ON ? off.problem() : null;
      case GuestLife.Launching launching -> launching.problem();
      case GuestLife.Leftover leftover -> leftover.problem();
      case GuestLife.Up _, GuestLife.Stopping _, GuestLife.Gone _ -> null;
    };
  }

  private static boolean restartRequired(DesiredGuest with, DesiredGuest desired) {
    return with != null && desired != null && !machine(with).equals(machine(desired));
  }

  /** Desired state without what a machine does not depend on. */
  private static DesiredGuest machine(DesiredGuest guest) {
    return new DesiredGuest(
        guest.uid(),
        guest.namespace(),
        guest.name(),
        0,
        0,
        0,
        0,
        DesiredGuest.Power.ON,
        guest.packageName(),
        guest.memoryBytes(),
        guest.cpus(),
        guest.cmdlineAdd(),
        guest.defaultNet(),
        guest.virtio(),
        new DesiredGuest.Balloon(
            0, 0, guest.balloon().freePageReporting(), guest.balloon().deflateOnOom()),
        guest.interrupts(),
        DesiredGuest.Listeners.NONE,
        guest.accelerator(),
        0);
  }
}
