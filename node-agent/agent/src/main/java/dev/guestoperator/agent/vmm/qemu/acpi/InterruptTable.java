package dev.guestoperator.agent.vmm.qemu.acpi;

import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.buffer;
import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.byteOf;
import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.device;
import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.integer;
import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.method;
import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.name;
import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.port;
import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.scope;
import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.storeArgument;
import static dev.guestoperator.agent.vmm.qemu.acpi.Aml.string;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.guestoperator.agent.api.DesiredGuest.Interrupt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * A Secondary System Description Table (section 5.2.11.2) with a Generic Event Device (section
 * 5.6.9) per mapped line, so that the guest's kernel requests the line and counts its interrupts.
 *
 * <p>The event method of each writes the number of the line to {@link #TAKEN_PORT}: that the guest
 * has taken an interrupt is known only from the guest itself. As ASL:
 *
 * <pre>
 *   Scope (\_SB) {
 *     OperationRegion (GTKP, SystemIO, 0x05E9, 1)
 *     Field (GTKP, ByteAcc, NoLock, Preserve) { GTKN, 8 }
 *     Device (GI05) {
 *       Name (_HID, "ACPI0013")
 *       Name (_UID, 5)
 *       Name (_CRS, ResourceTemplate () {
 *         Interrupt (ResourceConsumer, Edge, ActiveHigh, Exclusive) { 5 }
 *       })
 *       Method (_EVT, 1, Serialized) { GTKN = Arg0 }
 *     }
 *   }
 * </pre>
 */
public final class InterruptTable {
  /** An I/O port that nothing else of q35 answers at, below those that PCI devices get. */
  public static final int TAKEN_PORT = 0x5E9;

  private static final int HEADER = 36;
  private static final int CHECKSUM_AT = 9;

  private InterruptTable() {}

  /**
   * @param lines one or more of {@link Interrupt#FREE_LINES}
   * @return the table with its header
   */
  public static byte[] of(Set<Integer> lines) {
    if (lines.isEmpty() || !Interrupt.FREE_LINES.containsAll(lines)) {
      throw new IllegalArgumentException("not free: " + lines);
    }
    var devices = new TreeSet<>(lines).stream().map(InterruptTable::eventDevice);
    return table(
        scope(
            "_SB",
            port("GTKP", TAKEN_PORT),
            byteOf("GTKP", "GTKN"),
            Aml.bytes(devices.toArray(byte[][]::new))));
  }

  private static byte[] eventDevice(int line) {
    return device(
        "GI%02d".formatted(line),
        name("_HID", string("ACPI0013")),
        name("_UID", integer(line)),
        name("_CRS", buffer(Resources.interrupt(line))),
        method("_EVT", 1, storeArgument("GTKN")));
  }

  /** The System Description Table Header (section 5.2.6) and what it describes. */
  private static byte[] table(byte[] content) {
    var table =
        ByteBuffer.allocate(HEADER + content.length)
            .order(LITTLE_ENDIAN)
            .put(ascii("SSDT"))
            .putInt(HEADER + content.length)
            .put((byte) 2)
            .put((byte) 0)
            .put(ascii("GUESTO"))
            .put(ascii("GUESTIRQ"))
            .putInt(1)
            .put(ascii("GSTO"))
            .putInt(1)
            .put(content);
    return table.put(CHECKSUM_AT, Checksum.of(table.array())).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
