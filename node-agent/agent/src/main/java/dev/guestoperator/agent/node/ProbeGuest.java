package dev.guestoperator.agent.node;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest.Balloon;
import dev.guestoperator.agent.api.DesiredGuest.Virtio;
import dev.guestoperator.agent.vmm.Boot;
import dev.guestoperator.agent.vmm.MachineConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The guest of the probe, and its directory. Its boot sector is probe.img, made of probe.S. */
final class ProbeGuest {
  /** SeaBIOS boots no disk of a single sector. */
  private static final int DISK_BYTES = 1 << 20;

  private ProbeGuest() {}

  static MachineConfig config(Path directory, int user, Accelerator accelerator) {
    return new MachineConfig(
        directory,
        uid(directory),
        "probe",
        user,
        16 << 20,
        1,
        new Boot.Bios(directory.resolve("probe.img")),
        false,
        new Virtio(false, false, false, false, false, false, false),
        Balloon.EMPTY,
        Set.of(),
        Optional.empty(),
        accelerator);
  }

  /**
   * The same in the same directory, so that the probe of a new agent finds what that of a dead one
   * left, and another one elsewhere, so that agents on one machine do not share a cgroup.
   */
  private static String uid(Path directory) {
    var path = directory.toAbsolutePath().toString();
    return UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Makes the directory, with the disk in it. */
  static void unpack(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    var disk = directory.resolve("probe.img");
    try (var sector = ProbeGuest.class.getResourceAsStream("probe.img")) {
      Files.copy(sector, disk);
    }
    try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(DISK_BYTES);
    }
    Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** Removes the directory if it is there. */
  static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
