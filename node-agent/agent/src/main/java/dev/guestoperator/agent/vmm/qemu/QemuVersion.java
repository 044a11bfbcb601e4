package dev.guestoperator.agent.vmm.qemu;

import java.util.Optional;
import java.util.regex.Pattern;

/** A version of QEMU. */
public record QemuVersion(int major, int minor) implements Comparable<QemuVersion> {
  /** The oldest that has every device. */
  public static final QemuVersion OLDEST = new QemuVersion(8, 2);

  /** From here on a chardev's {@code reconnect-ms} takes the place of {@code reconnect}. */
  static final QemuVersion RECONNECT_MILLIS = new QemuVersion(9, 2);

  private static final Pattern LINE =
      Pattern.compile("QEMU emulator version (\\d{1,4})\\.(\\d{1,4})");

  /** Reads what {@code qemu-system-x86_64 --version} prints. */
  public static Optional<QemuVersion> parse(String output) {
    var matcher = LINE.matcher(output);
    return matcher.find()
        ? Optional.of(
            new QemuVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  boolean atLeast(QemuVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(QemuVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
