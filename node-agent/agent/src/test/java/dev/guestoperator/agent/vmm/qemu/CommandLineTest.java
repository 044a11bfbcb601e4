package dev.guestoperator.agent.vmm.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.DesiredGuest.Virtio;
import dev.guestoperator.agent.vmm.Boot;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vsock.GuestAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A case is NAME.yaml, whose values replace those of default.yaml, and NAME.args with an argument a
 * line.
 */
class CommandLineTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path CASES =
      Path.of("src/test/resources/dev/guestoperator/agent/vmm/qemu/command-lines");

  record Case(
      String name,
      long memory,
      int cpus,
      Accelerator accelerator,
      String cpu,
      String version,
      String kernel,
      String initrd,
      String cmdline,
      String disk,
      boolean net,
      Virtio virtio,
      DesiredGuest.Balloon balloon,
      Set<Integer> interruptLines) {
    Boot boot() {
      return disk == null
          ? new Boot.Linux(Path.of(kernel), Optional.ofNullable(initrd).map(Path::of), cmdline)
          : new Boot.Bios(Path.of(disk));
    }
  }

  static Stream<String> cases() throws IOException {
    try (var files = Files.list(CASES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.replace(".yaml", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAsExpected(String name) throws IOException {
    // Given
    var input = read(name);
    var expected = CASES.resolve(name + ".args");

    // When
    var arguments = CommandLine.of(config(input), version(input), input.cpu());

    // Then
    assertTrue(Files.exists(expected), () -> expected + " is missing:\n" + lines(arguments));
    assertEquals(Files.readString(expected), lines(arguments));
  }

  private static MachineConfig config(Case input) {
    return new MachineConfig(
        Path.of("/unused"),
        "0b8f7a3e-61c5-4c5c-9d5b-3f1d8a2f6c10",
        input.name(),
        2_000_000,
        input.memory(),
        input.cpus(),
        input.boot(),
        input.net(),
        input.virtio(),
        input.balloon(),
        input.interruptLines(),
        input.virtio().vsock() ? Optional.of(new GuestAddress(0, 3)) : Optional.empty(),
        input.accelerator());
  }

  private static QemuVersion version(Case input) {
    return QemuVersion.parse("QEMU emulator version " + input.version()).orElseThrow();
  }

  private static Case read(String name) throws IOException {
    var values = YAML.readTree(CASES.resolve("default.yaml").toFile());
    var changes = YAML.readTree(CASES.resolve(name + ".yaml").toFile());
    return YAML.treeToValue(YAML.updateValue(values, changes), Case.class);
  }

  private static String lines(List<String> arguments) {
    return String.join("\n", arguments) + "\n";
  }
}
