package dev.guestoperator.agent.serial;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Locale;

/**
 * Where in the log each boot begins: lines of offset, time and kind, oldest first. Of many only the
 * newest are kept.
 */
final class BootMarks {
  private static final int MAXIMUM_BYTES = 64 * 1024;

  private final Path path;

  BootMarks(Path path) {
    this.path = path;
  }

  /** What began at an offset. */
  enum Kind {
    /** A machine. */
    START,
    /** The same machine, reset. */
    REBOOT
  }

  synchronized void add(long offset, Instant at, Kind kind) throws IOException {
    var line = "%d %s %s\n".formatted(offset, at, kind.name().toLowerCase(Locale.ROOT));
    if (Files.exists(path) && Files.size(path) > MAXIMUM_BYTES) {
      dropOldest();
    }
    Files.writeString(path, line, CREATE, APPEND);
  }

  private void dropOldest() throws IOException {
    var lines = Files.readAllLines(path);
    var fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.write(fresh, lines.subList(lines.size() / 2, lines.size()));
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
  }
}
