package dev.guestoperator.agent.vmm.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.guestoperator.agent.vsock.Plug;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * The vsock device as QEMU has it, whose back end is in the agent. QEMU cannot connect it again
 * when the back end was gone, so the device is taken out and put in anew: listeners in the guest
 * survive that. It has a port of its own for this.
 */
final class QemuVsock {
  /** In the directory of the machine. */
  static final String SOCKET = "vsock.sock";

  private static final Logger LOG = Logger.getLogger(QemuVsock.class);
  private static final String DEVICE = "vsock0";
  private static final String CHARDEV = "vsock";
  private static final String PORT = "vsock-port";
  private static final String DRIVER = "vhost-user-vsock-pci";

  private final Plug plug;
  private volatile boolean stale;

  /**
   * @param plug the back end
   * @param stale whether the machine's device lost its back end with an earlier agent
   */
  QemuVsock(Plug plug, boolean stale) {
    this.plug = plug;
    this.stale = stale;
  }

  /** What QEMU must be told for this. */
  static List<String> arguments() {
    return List.of(
        "-chardev",
        "socket,id=" + CHARDEV + ",path=" + SOCKET,
        "-device",
        "pcie-root-port,id=" + PORT,
        "-device",
        DRIVER + ",id=" + DEVICE + ",chardev=" + CHARDEV + ",bus=" + PORT);
  }

  /** QEMU takes commands. */
  void ready(QmpConnection qemu) {
    if (stale) {
      takeOut(qemu);
    }
  }

  /** What the guest of before did to its device is not held against it. */
  void rebooted(QmpConnection qemu) {
    if (plug.isLost()) {
      stale = true;
      takeOut(qemu);
    }
  }

  /** A device is gone from QEMU: the guest lets go of it in its own time, at a reboot at last. */
  void deleted(String device, QmpConnection qemu) {
    if (DEVICE.equals(device)) {
      putIn(qemu);
    }
  }

  private void takeOut(QmpConnection qemu) {
    qemu.execute("device_del", Map.of("id", DEVICE))
        .exceptionally(
            e -> {
              // An agent may have ended between taking it out and putting it in.
              if (String.valueOf(e.getMessage()).contains("not found")) {
                putIn(qemu);
              } else {
                LOG.infof("A vsock device is not taken out yet: %s", e.getMessage());
              }
              return null;
            });
  }

  private void putIn(QmpConnection qemu) {
    qemu.execute("chardev-remove", Map.of("id", CHARDEV))
        .handle((_, _) -> qemu.execute("chardev-add", Map.of("id", CHARDEV, "backend", backend())))
        .thenCompose(added -> added)
        .thenCompose(_ -> addDevice(qemu))
        .whenComplete((_, failure) -> put(failure));
  }

  private void put(Throwable failure) {
    if (failure == null) {
      stale = false;
    } else {
      var cause = failure instanceof CompletionException ? failure.getCause() : failure;
      LOG.warnf("A vsock device is not plugged in again: %s", cause.getMessage());
    }
  }

  private static CompletableFuture<JsonNode> addDevice(QmpConnection qemu) {
    return qemu.execute(
        "device_add", Map.of("driver", DRIVER, "id", DEVICE, "chardev", CHARDEV, "bus", PORT));
  }

  private static Map<String, ?> backend() {
    var address = Map.of("type", "unix", "data", Map.of("path", SOCKET));
    return Map.of("type", "socket", "data", Map.of("addr", address, "server", false));
  }
}
