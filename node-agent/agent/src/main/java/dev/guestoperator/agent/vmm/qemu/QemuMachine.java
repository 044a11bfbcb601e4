package dev.guestoperator.agent.vmm.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.interrupt.InterruptLine;
import dev.guestoperator.agent.vmm.Balloon;
import dev.guestoperator.agent.vmm.Machine;
import dev.guestoperator.agent.vmm.Vmm;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * One machine. A virtual thread of its own reads what QEMU tells, connection after connection,
 * until the process is gone; it alone calls the observer.
 */
final class QemuMachine implements Machine, QmpConnection.Handler {
  private static final Logger LOG = Logger.getLogger(QemuMachine.class);

  /** For the greeting and for an answer. */
  static final Duration QMP_TIMEOUT = Duration.ofSeconds(10);

  /** From quit to SIGTERM, and from there to SIGKILL. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final QemuProcess process;
  private final QemuSockets sockets;
  private final Accelerator accelerator;
  private final Vmm.Observer observer;
  private final Cleanup cleanup;
  private final Instant startedAt;
  private final Optional<QemuBalloon> balloon;
  private final Optional<QemuVsock> vsock;
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile boolean poweredOff;
  private volatile QmpConnection connection;
  private boolean running;
  private Optional<String> cause = Optional.empty();

  /** Tidies up after a process and says what its log ends with. */
  interface Cleanup {
    String run();
  }

  QemuMachine(
      QemuProcess process,
      QemuSockets sockets,
      Accelerator accelerator,
      boolean hasBalloon,
      boolean adopted,
      Vmm.Observer observer,
      Cleanup cleanup) {
    this.process = process;
    this.sockets = sockets;
    this.accelerator = accelerator;
    this.observer = observer;
    this.cleanup = cleanup;
    this.startedAt = process.startedAt();
    this.balloon = hasBalloon ? Optional.of(new QemuBalloon(this::ask)) : Optional.empty();
    this.vsock = sockets.vsock().map(plug -> new QemuVsock(plug, adopted));
  }

  /**
   * Starts to follow the process.
   *
   * @param first the connection that QEMU has already made
   */
  QemuMachine follow(Optional<SocketChannel> first) {
    process.exit().thenRun(sockets::close);
    Thread.ofVirtual().name("machine-" + process.pid()).start(() -> live(first));
    return this;
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public Accelerator accelerator() {
    return accelerator;
  }

  @Override
  public Map<Integer, InterruptLine> interrupts() {
    return sockets.lines();
  }

  @Override
  public Optional<Balloon> balloon() {
    return balloon.map(Balloon.class::cast);
  }

  @Override
  public void pressPowerButton() {
    command("system_powerdown");
  }

  @Override
  public void powerOff() {
    poweredOff = true;
    end();
  }

  @Override
  public void ready(QmpConnection connection) {
    this.connection = connection;
    if (ending.get()) {
      command("quit");
    }
    connection.execute("query-status").thenAccept(this::status);
    vsock.ifPresent(device -> device.ready(connection));
  }

  @Override
  public void happened(QmpConnection connection, QmpEvent event) {
    switch (event) {
      case QmpEvent.Shutdown(_, var reason) -> shutDown(reason);
      case QmpEvent.Reset(var guest, _) -> {
        vsock.ifPresent(device -> device.rebooted(connection));
        if (guest) {
          observer.rebooted();
        }
      }
      case QmpEvent.DeviceDeleted(var id) ->
          vsock.ifPresent(device -> device.deleted(id, connection));
      case QmpEvent.Stop _ -> connection.execute("query-status").thenAccept(this::status);
      case QmpEvent.Resume _ -> runs();
      case QmpEvent.BalloonChange _ -> balloon.ifPresent(QemuBalloon::changed);
      case QmpEvent.Other _ -> {}
    }
  }

  private void live(Optional<SocketChannel> first) {
    first.ifPresent(this::converse);
    while (!gone()) {
      try {
        converse(sockets.control().accept());
      } catch (ClosedChannelException e) {
        LOG.tracef("QEMU %d is gone", process.pid());
      } catch (IOException e) {
        LOG.warnf("QEMU %d cannot be reached: %s", process.pid(), e.getMessage());
      }
    }
    var code = process.exit().join();
    // Whoever hears of the end may start the machine anew, in the same places.
    sockets.close();
    var log = cleanup.run();
    observer.ended(new Ending(cause, poweredOff, code, log).at(Instant.now()));
  }

  private void converse(SocketChannel channel) {
    var talk = new QmpConnection(channel, QMP_TIMEOUT);
    process.exit().thenRunAsync(talk::abandon, after(DRAIN));
    try {
      talk.run(this);
    } catch (IOException e) {
      LOG.infof("QEMU %d: its control connection broke: %s", process.pid(), e);
    } catch (RuntimeException e) {
      LOG.errorf(e, "QEMU %d: what it told was not handled", process.pid());
    } finally {
      connection = null;
    }
  }

  /** Gives a process that has just hung up the time to end, and one that has not a pause. */
  private boolean gone() {
    process.look();
    try {
      process.exit().copy().orTimeout(200, TimeUnit.MILLISECONDS).join();
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }

  private void status(JsonNode answer) {
    var status = answer.path("status").asText();
    switch (status) {
      case "running" -> runs();
      case "shutdown", "internal-error", "guest-panicked" -> shutDown(status);
      default -> LOG.debugf("QEMU %d is %s", process.pid(), status);
    }
  }

  private void runs() {
    if (!running) {
      running = true;
      observer.running();
    }
  }

  private void shutDown(String reason) {
    cause = cause.or(() -> Optional.of(reason));
    end();
  }

  private void end() {
    if (ending.compareAndSet(false, true)) {
      command("quit");
      CompletableFuture.runAsync(process::terminate, after(PATIENCE));
      CompletableFuture.runAsync(process::kill, after(PATIENCE.multipliedBy(2)));
    }
  }

  private void command(String name) {
    var talk = connection;
    if (talk == null) {
      LOG.debugf("QEMU %d is not connected: no %s", process.pid(), name);
      return;
    }
    talk.execute(name)
        .exceptionally(
            e -> {
              LOG.debugf("QEMU %d: %s: %s", process.pid(), name, e.getMessage());
              return null;
            });
  }

  /** Waits for the answer, so never on the thread that reads it. */
  private JsonNode ask(String name, Map<String, ?> arguments) throws IOException {
    var talk = connection;
    if (talk == null) {
      throw new QmpException("QEMU is not connected");
    }
    try {
      return talk.execute(name, arguments).join();
    } catch (CompletionException e) {
      throw new IOException(name + ": " + e.getCause(), e.getCause());
    }
  }

  private static Executor after(Duration delay) {
    return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
