package dev.guestoperator.agent.interrupt;

import java.io.IOException;

/**
 * Raises a line once for each event of a device. The device is armed again when the guest has taken
 * its events, so one that waits to be armed is as slow as the guest, and loses nothing.
 */
public final class UioEvents {
  /** Bound of what one read of the device may raise; a driver that does not wait can count on. */
  static final int MAX_AT_ONCE = 1000;

  private final UioDevice device;
  private final InterruptLine line;

  public UioEvents(UioDevice device, InterruptLine line) {
    this.device = device;
    this.line = line;
  }

  /**
   * Delivers until the device or the guest cannot be reached; blocks a platform thread, whose
   * interrupt ends it.
   */
  public void deliver() throws IOException, InterruptedException {
    while (true) {
      device.arm();
      var events = device.await();
      line.deliver(events, MAX_AT_ONCE);
    }
  }
}
