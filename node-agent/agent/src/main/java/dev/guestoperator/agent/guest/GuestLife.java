package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.GuestReport.Problem;
import java.time.Duration;
import java.time.Instant;

/**
 * Where a guest is in its life. A transition is a method of the states that allow it.
 *
 * <pre>
 *   Off ──launch──▶ Launching ──launched──▶ Up ──pressed──▶ Stopping ⟲ pressed, cut
 *    ▲ ▲◀───failed──────┘                   │                  │
 *    │ └──────────────ended─────────────────┴──────────────────┘
 *    ├──removed──▶ Gone ◀──removed── Leftover
 *    └──removalFailed──────────────▶ Leftover ⟲ removalFailed
 * </pre>
 */
sealed interface GuestLife {
  /** A guest that ends by itself, or cannot start, is started at most once in this time. */
  Duration RESTART_INTERVAL = Duration.ofSeconds(10);

  /**
   * No machine.
   *
   * @param notBefore the earliest next start
   * @param problem why it is off although it is wished on, null if it is not
   */
  record Off(Instant notBefore, Problem problem) implements GuestLife {
    static final Off AS_WISHED = new Off(Instant.EPOCH, null);

    Launching launch() {
      return new Launching(problem);
    }

    /** What stood in the way was changed: worth a try at once. */
    Off changed() {
      return problem != null && problem.stalled() ? new Off(Instant.EPOCH, problem) : this;
    }

    Gone removed() {
      return new Gone();
    }

    Leftover removalFailed(Problem problem, Instant now) {
      return new Leftover(now.plus(RESTART_INTERVAL), problem);
    }
  }

  /**
   * The package is made ready and the machine is started.
   *
   * @param problem of the attempt before, which lasts until this one has succeeded
   */
  record Launching(Problem problem) implements GuestLife {
    Up launched(Instant at) {
      return new Up(at, false);
    }

    Off failed(Problem problem, Instant now) {
      return new Off(now.plus(RESTART_INTERVAL), problem);
    }
  }

  /**
   * A machine.
   *
   * @param running whether the guest's processors run
   */
  record Up(Instant launchedAt, boolean running) implements GuestLife {
    Up started() {
      return new Up(launchedAt, true);
    }

    Stopping pressed(Instant now) {
      return new Stopping(now, 1, null);
    }

    /** By itself. */
    Off ended(Problem problem) {
      return new Off(launchedAt.plus(RESTART_INTERVAL), problem);
    }
  }

  /**
   * A machine on its way off. It ends even if the guest is wished on again meanwhile, and is then
   * started anew: nobody can take back the power button.
   *
   * @param since the power button was pressed for the first time
   * @param presses of the power button
   * @param cutAt when it was last switched off hard, null if it was not
   */
  record Stopping(Instant since, int presses, Instant cutAt) implements GuestLife {
    Stopping pressed() {
      return new Stopping(since, presses + 1, cutAt);
    }

    Stopping cut(Instant now) {
      return new Stopping(since, presses, now);
    }

    Off ended() {
      return Off.AS_WISHED;
    }
  }

  /** No machine, but its directory cannot be removed. */
  record Leftover(Instant retryAt, Problem problem) implements GuestLife {
    Gone removed() {
      return new Gone();
    }

    Leftover removalFailed(Problem problem, Instant now) {
      return new Leftover(now.plus(RESTART_INTERVAL), problem);
    }
  }

  /** Nothing is left. */
  record Gone() implements GuestLife {}
}
