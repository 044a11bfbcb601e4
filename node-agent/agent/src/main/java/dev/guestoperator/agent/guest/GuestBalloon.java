package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.balloon.BalloonController;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import dev.guestoperator.agent.vmm.Machine;
import java.util.Optional;

/** The balloon of a guest, led while its machine runs. */
final class GuestBalloon {
  private final GuestServices services;
  private final Guest guest;
  private volatile Machine machine;
  private volatile BalloonController controller;

  GuestBalloon(GuestServices services, Guest guest) {
    this.services = services;
    this.guest = guest;
  }

  /** The machine's VMM takes requests. */
  void running(Machine running) {
    machine = running;
  }

  /** Leads it to what is desired by now, if there is anything to lead. */
  void follow() {
    var desired = guest.desired();
    if (machine == null || desired == null) {
      return;
    }
    if (controller != null) {
      controller.desire(desired.balloon());
    } else if (machine.balloon().isPresent()) {
      controller =
          services
              .balloons()
              .lead(machine.balloon().get(), guest.minimumMemory(), desired, guest::ballooned);
    }
  }

  void rebooted() {
    if (controller != null) {
      controller.rebooted();
    }
  }

  void ended() {
    machine = null;
    if (controller != null) {
      controller.close();
      controller = null;
    }
  }

  BalloonReport now() throws RefusedException {
    var running = machine;
    if (running == null) {
      throw refused("The guest does not run; start it to see its balloon.");
    }
    if (running.balloon().isEmpty()) {
      throw refused("The guest has no balloon; set virtio.balloon to true and restart it.");
    }
    return Optional.ofNullable(controller)
        .flatMap(BalloonController::now)
        .orElseThrow(() -> refused("The guest's balloon does not answer; try again in a moment."));
  }

  private static RefusedException refused(String message) {
    return new RefusedException(Kind.NO_BALLOON, message);
  }
}
