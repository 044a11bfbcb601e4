package dev.guestoperator.agent.vmm.qemu;

import java.io.IOException;

/** QEMU refused a command, or did not answer it. */
final class QmpException extends IOException {
  QmpException(String message) {
    super(message);
  }
}
