package dev.guestoperator.vsock.device;

/** How a guest's device fares. */
public sealed interface DeviceStatus {
  /** No QEMU is connected. */
  record Unplugged() implements DeviceStatus {}

  /** QEMU is connected; the guest has no driver, or not yet. */
  record Plugged() implements DeviceStatus {}

  /** The guest can connect and be connected to. */
  record Ready() implements DeviceStatus {}

  /**
   * The device was taken from the guest, until it is plugged anew.
   *
   * @param reason what the guest or its QEMU did
   */
  record Lost(String reason) implements DeviceStatus {}
}
