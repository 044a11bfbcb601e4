package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.device.ConnectFailedException.Reason;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The vsock device of one guest, through reboots and re-plugs, until it is closed. */
public final class GuestDevice implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GuestDevice.class.getName());
  private static final int STACK = 512 << 10;

  private final long cid;
  private final Mailbox mailbox = new Mailbox();
  private final Consumer<DeviceStatus> listener;
  private final Thread thread;
  private volatile DeviceStatus status = new DeviceStatus.Unplugged();
  private DeviceLoop loop;

  private GuestDevice(
      long cid,
      Router router,
      DeviceSockets sockets,
      Consumer<DeviceStatus> listener,
      CompletableFuture<Void> started)
      throws IOException {
    this.cid = cid;
    this.listener = listener;
    thread =
        Thread.ofPlatform()
            .name("vsock-" + cid)
            .daemon()
            .stackSize(STACK)
            .start(() -> live(router, sockets, started));
  }

  /**
   * Listens for the guest's QEMU from when this returns.
   *
   * @param listener told of every change, on the device's thread: it must not block
   */
  public static GuestDevice start(
      long cid, Router router, DeviceSockets sockets, Consumer<DeviceStatus> listener)
      throws IOException, InterruptedException {
    var started = new CompletableFuture<Void>();
    var device = new GuestDevice(cid, router, sockets, listener, started);
    try {
      started.get();
      return device;
    } catch (ExecutionException e) {
      throw new IOException("A vsock device cannot be started: " + e.getCause(), e.getCause());
    }
  }

  private void live(Router router, DeviceSockets sockets, CompletableFuture<Void> started) {
    try (var here = new DeviceLoop(cid, router, sockets, this::report, mailbox)) {
      loop = here;
      started.complete(null);
      here.run();
    } catch (IOException | RuntimeException | Error e) {
      if (!started.completeExceptionally(e)) {
        LOG.log(Level.ERROR, "The vsock device of guest " + cid + " ends", e);
        report(new DeviceStatus.Lost("The device failed: " + e));
      }
    } finally {
      mailbox.close();
    }
  }

  private void report(DeviceStatus now) {
    status = now;
    listener.accept(now);
  }

  public long cid() {
    return cid;
  }

  public DeviceStatus status() {
    return status;
  }

  /**
   * Asks the guest for a connection from the host.
   *
   * @return the address that the guest sees, or a {@link ConnectFailedException}, in bounded time
   */
  public CompletableFuture<VsockAddress> callFromHost(long port, Wire wire) {
    return call(wire, (guest, answer) -> guest.callFromHost(port, wire, answer));
  }

  /** Asks the guest for a connection from another one. */
  public CompletableFuture<VsockAddress> callFromGuest(VsockAddress from, long port, Wire wire) {
    return call(wire, (guest, answer) -> guest.call(from, port, wire, answer));
  }

  private CompletableFuture<VsockAddress> call(
      Wire wire, BiConsumer<Connections, CompletableFuture<VsockAddress>> call) {
    var answer = new CompletableFuture<VsockAddress>();
    var posted =
        mailbox.post(
            () ->
                loop.connections()
                    .ifPresentOrElse(
                        guest -> call.accept(guest, answer), () -> refuse(wire, answer)));
    if (!posted) {
      refuse(wire, answer);
    }
    return answer;
  }

  private void refuse(Wire wire, CompletableFuture<?> answer) {
    wire.close();
    answer.completeExceptionally(
        new ConnectFailedException(
            Reason.NOT_READY, "Guest " + cid + " has no vsock driver that is up"));
  }

  /** Takes the device from the guest and waits until it is gone. */
  @Override
  public void close() {
    mailbox.post(() -> loop.stop());
    var interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
