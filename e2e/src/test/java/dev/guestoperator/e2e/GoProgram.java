package dev.guestoperator.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program in Go that plays the part of a foreign client; each is a directory of this module. */
record GoProgram(Path executable) {
  /** Builds it, which is quick the second time. */
  static GoProgram build(String directory) {
    var executable = Path.of("target", "go", directory).toAbsolutePath();
    Command.of("go", "-C", directory, "build", "-o", executable.toString(), ".")
        .with(Map.of("CGO_ENABLED", "0"))
        .run()
        .succeeded();
    return new GoProgram(executable);
  }

  Command with(String... arguments) {
    var line = new ArrayList<>(List.of(arguments));
    line.addFirst(executable.toString());
    return Command.of(line.toArray(String[]::new));
  }
}
