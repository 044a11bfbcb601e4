package dev.guestoperator.agent.vsock;

import dev.guestoperator.agent.api.VsockReport;
import dev.guestoperator.vsock.device.DeviceSockets;
import dev.guestoperator.vsock.device.DeviceStatus;
import dev.guestoperator.vsock.environment.EnvironmentSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The vsock device of a guest's machine, until it is closed; closing it again does nothing. */
public final class Plug implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Plug.class);

  private final EnvironmentSwitch exchange;
  private final long cid;
  private final Path tools;
  private final Consumer<VsockReport> listener;
  private final Runnable left;
  private volatile DeviceStatus status = new DeviceStatus.Unplugged();
  private volatile boolean closing;
  private boolean closed;

  /**
   * @param tools Unix socket for tools of the node
   * @param listener told how the device fares until this is closed
   * @param left told when the device is gone
   */
  Plug(
      EnvironmentSwitch exchange,
      long cid,
      Path tools,
      Consumer<VsockReport> listener,
      Runnable left) {
    this.exchange = exchange;
    this.cid = cid;
    this.tools = tools;
    this.listener = listener;
    this.left = left;
  }

  Plug attach(DeviceSockets sockets) throws IOException {
    try {
      exchange.attach(cid, sockets, this::changed);
      return this;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("A vsock device was not started: the agent stops", e);
    }
  }

  /** Whether the device was taken from the guest for what it did. */
  public boolean isLost() {
    return status instanceof DeviceStatus.Lost;
  }

  private void changed(DeviceStatus now) {
    status = now;
    if (!closing) {
      listener.accept(report(now));
    }
  }

  private static VsockReport report(DeviceStatus status) {
    return switch (status) {
      case DeviceStatus.Unplugged _, DeviceStatus.Plugged _ ->
          new VsockReport(VsockReport.State.NO_DRIVER, null);
      case DeviceStatus.Ready _ -> new VsockReport(VsockReport.State.READY, null);
      case DeviceStatus.Lost(var reason) -> new VsockReport(VsockReport.State.LOST, reason);
    };
  }

  /** Returns when the device is gone, so that another one can take its place. */
  @Override
  public synchronized void close() {
    closing = true;
    if (!closed) {
      closed = true;
      exchange.detach(cid);
      deleteSocket();
      left.run();
    }
  }

  /** A socket that nobody listens at only misleads. */
  private void deleteSocket() {
    try {
      Files.deleteIfExists(tools);
    } catch (IOException e) {
      LOG.warnf("A socket that nobody listens at is left behind: %s", e);
    }
  }
}
