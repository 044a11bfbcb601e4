package dev.guestoperator.operator.guest;

import static dev.guestoperator.operator.Conditions.READY;
import static dev.guestoperator.operator.Conditions.RECONCILING;
import static dev.guestoperator.operator.Conditions.STALLED;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.GuestReport.Problem;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus;
import dev.guestoperator.crds.guest.GuestStatus.LastExit;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the status of a guest is by the report of its node on the present spec. */
final class ReportedStatus {
  static final String RESTART_REQUIRED = "RestartRequired";

  static final Condition STARTING =
      Conditions.of(RECONCILING, "True", "Starting", "The guest is being started.");
  static final Condition STARTING_NOT_READY =
      Conditions.of(READY, "False", "Starting", "The guest is being started.");

  private ReportedStatus() {}

  static GuestStatus of(Guest guest, GuestReport report, Instant now) {
    var running = report.state() == GuestState.RUNNING || report.state() == GuestState.STOPPING;
    return new StatusDraft(guest)
        .observed()
        .phase(phase(guest, report.state()))
        .memory(memory(guest, report))
        .machine(
            running && report.startedAt() != null ? report.startedAt().toString() : null,
            running ? accelerator(report.accelerator()) : null,
            running ? report.packageDigest() : null)
        .balloon(balloonStatus(guest, report))
        .past(report.restarts() == 0 ? null : report.restarts(), exit(report.lastExit()))
        .with(now, conditions(guest, report));
  }

  private static Phase phase(Guest guest, GuestState state) {
    return switch (state) {
      case STARTING -> Phase.STARTING;
      case RUNNING -> Phase.RUNNING;
      case STOPPING -> Phase.STOPPING;
      // Off although it is to run: the agent has only just been told.
      case STOPPED -> isHalted(guest) ? Phase.STOPPED : Phase.STARTING;
      case FAILED -> Phase.FAILED;
    };
  }

  // The node keeps what the guest was started with until it is started anew.
  private static Quantity memory(Guest guest, GuestReport report) {
    if (report.state() == GuestState.STOPPED && isHalted(guest)) {
      return null;
    }
    var kept = guest.getStatus().memory();
    return report.restartRequired() && kept != null ? kept : guest.getSpec().memory();
  }

  private static List<Condition> conditions(Guest guest, GuestReport report) {
    var conditions = new ArrayList<>(progress(guest, report));
    if (report.restartRequired()) {
      conditions.add(
          Conditions.of(
              RESTART_REQUIRED,
              "True",
              "SpecChanged",
              "The spec has changes that count once the guest is stopped and started again."));
    }
    if (isBeingLookedAt(guest, report)) {
      Conditions.find(guest.getStatus().conditions(), BalloonStatus.CONVERGED)
          .ifPresent(conditions::add);
    } else if (balloon(guest, report) != null) {
      conditions.add(
          BalloonStatus.converged(report.balloon(), guest.getSpec().balloon().targetPages()));
    }
    vsock(guest, report).ifPresent(conditions::add);
    return conditions;
  }

  private static GuestStatus.Balloon balloonStatus(Guest guest, GuestReport report) {
    var old = guest.getStatus().balloon();
    return isBeingLookedAt(guest, report) ? old : BalloonStatus.of(old, balloon(guest, report));
  }

  private static Optional<Condition> vsock(Guest guest, GuestReport report) {
    if (report.state() != GuestState.RUNNING || isHalted(guest)) {
      return Optional.empty();
    }
    if (report.vsock() != null) {
      return Optional.of(VsockStatus.of(report.vsock()));
    }
    return isSameRun(guest, report)
        ? Conditions.find(guest.getStatus().conditions(), VsockStatus.READY)
        : Optional.empty();
  }

  /** An agent that has just started has yet to look at the balloons of its guests. */
  private static boolean isBeingLookedAt(Guest guest, GuestReport report) {
    return report.state() == GuestState.RUNNING
        && report.balloon() == null
        && isSameRun(guest, report);
  }

  private static boolean isSameRun(Guest guest, GuestReport report) {
    return report.startedAt() != null
        && report.startedAt().toString().equals(guest.getStatus().startedAt());
  }

  private static BalloonReport balloon(Guest guest, GuestReport report) {
    return report.state() == GuestState.RUNNING && !isHalted(guest) ? report.balloon() : null;
  }

  private static List<Condition> progress(Guest guest, GuestReport report) {
    var halted = isHalted(guest);
    return switch (report.state()) {
      case STARTING -> List.of(STARTING_NOT_READY, STARTING);
      case RUNNING ->
          halted
              ? working("Stopping", "The guest is being shut down.")
              : List.of(Conditions.of(READY, "True", "Running", "The guest runs."));
      case STOPPING -> working("Stopping", "The guest is being shut down.");
      case STOPPED ->
          halted
              ? List.of(
                  Conditions.of(READY, "True", "Halted", "The guest is off, as its spec says."))
              : List.of(STARTING_NOT_READY, STARTING);
      case FAILED -> failed(report.problem());
    };
  }

  private static boolean isHalted(Guest guest) {
    return guest.getSpec().runStrategy() == RunStrategy.HALTED;
  }

  private static List<Condition> working(String reason, String message) {
    return List.of(
        Conditions.of(READY, "False", reason, message),
        Conditions.of(RECONCILING, "True", reason, message));
  }

  private static List<Condition> failed(Problem problem) {
    if (problem == null) {
      return working("Failed", "The guest has ended and is started again soon.");
    }
    return List.of(
        Conditions.of(READY, "False", problem.reason(), problem.message()),
        Conditions.of(
            problem.stalled() ? STALLED : RECONCILING,
            "True",
            problem.reason(),
            problem.message()));
  }

  private static GuestSpec.Accelerator accelerator(Accelerator accelerator) {
    return switch (accelerator) {
      case null -> null;
      case AUTO -> GuestSpec.Accelerator.AUTO;
      case KVM -> GuestSpec.Accelerator.KVM;
      case TCG -> GuestSpec.Accelerator.TCG;
    };
  }

  private static LastExit exit(GuestReport.Exit exit) {
    return exit == null
        ? null
        : new LastExit(
            exit.reason(),
            exit.message(),
            exit.exitCode(),
            exit.at() == null ? null : exit.at().toString());
  }
}
