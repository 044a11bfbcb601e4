package dev.guestoperator.agent.serial;

import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/** The devices of one guest that people watch and type on. */
public final class GuestPorts {
  private final Port serial;
  private final Port console;
  private final Runnable onClose;

  GuestPorts(Path directory, long limit, Runnable onClose) {
    this.serial = new Port(directory, "serial", limit);
    this.console = new Port(directory, "console", limit);
    this.onClose = onClose;
  }

  /** The serial port. */
  public Port serial() {
    return serial;
  }

  /** The virtio console. */
  public Port console() {
    return console;
  }

  /** A machine is about to start. */
  public void starting() {
    mark(BootMarks.Kind.START);
  }

  /** The machine was reset. */
  public void rebooted() {
    mark(BootMarks.Kind.REBOOT);
  }

  /** Sessions end once they have seen everything, until the guest goes on. */
  public void end(SessionEnd why) {
    both().forEach(port -> port.end(why));
  }

  /** Sessions last. */
  public void goOn() {
    both().forEach(port -> port.end(null));
  }

  /** The guest is gone, and its directory too. */
  public void close() {
    end(SessionEnd.DELETED);
    onClose.run();
  }

  void grown() {
    both().forEach(Port::grown);
  }

  private void mark(BootMarks.Kind kind) {
    var now = Instant.now();
    both().forEach(port -> port.mark(now, kind));
  }

  private Stream<Port> both() {
    return Stream.of(serial, console);
  }
}
