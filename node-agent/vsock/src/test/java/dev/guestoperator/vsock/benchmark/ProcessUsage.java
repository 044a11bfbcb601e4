package dev.guestoperator.vsock.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process has used, as the kernel counts it. */
record ProcessUsage(long pid) {
  private static final long TICK = 10_000_000;
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  /** Nanoseconds of CPU since its start, those of ended threads included. */
  long cpu() throws IOException {
    var stat = read("stat");
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * TICK;
  }

  /** Resident bytes without shared memory, which is that of guests. */
  long memory() throws IOException {
    return read("status")
        .lines()
        .filter(line -> Stream.of("RssAnon:", "RssFile:").anyMatch(line::startsWith))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }

  private String read(String file) throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(pid), file));
  }
}
