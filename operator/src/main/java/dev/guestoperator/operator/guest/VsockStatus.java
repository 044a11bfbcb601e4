package dev.guestoperator.operator.guest;

import dev.guestoperator.agent.api.VsockReport;
import dev.guestoperator.operator.Conditions;
import io.fabric8.kubernetes.api.model.Condition;

/** What the status of a guest says of its vsock device. */
final class VsockStatus {
  static final String READY = "VsockReady";

  private VsockStatus() {}

  /** Whether sockets and shells reach the guest, and why not. */
  static Condition of(VsockReport report) {
    return switch (report.state()) {
      case READY -> Conditions.of(READY, "True", "DriverReady", "The guest's vsock driver is up.");
      case NO_DRIVER ->
          Conditions.of(
              READY,
              "False",
              "NoDriver",
              "The guest has no vsock driver that is up: it has yet to load it, or has none.");
      case LOST ->
          Conditions.of(
              READY,
              "False",
              "DeviceLost",
              "The vsock device was taken from the guest until it reboots: %s."
                  .formatted(report.message()));
    };
  }
}
