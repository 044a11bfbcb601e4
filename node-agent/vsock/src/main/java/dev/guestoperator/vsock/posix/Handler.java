package dev.guestoperator.vsock.posix;

/** What a {@link Poller} calls when a descriptor has something to tell. */
@FunctionalInterface
public interface Handler {
  /**
   * @param events bits of {@link Poller}
   */
  void ready(int events);
}
