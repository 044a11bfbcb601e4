package dev.guestoperator.vsock.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The device of this module, in a Java process with the options of the agent. */
final class OurBackend extends Backend {
  private final Process process;
  private final BufferedReader answers;

  OurBackend(Path directory) throws IOException {
    super("guest-operator", directory);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                DeviceProcess.class.getName(),
                directory.toString())
            .redirectError(directory.resolve("log").toFile())
            .start();
    answers = process.inputReader();
    have(1);
  }

  /** The device needs nothing else, and Maven's own class path is of no use. */
  private static String classPath() {
    return Stream.of(DeviceProcess.class, dev.guestoperator.vsock.device.GuestDevice.class)
        .map(OurBackend::place)
        .collect(Collectors.joining(":"));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until there are so many devices, and nothing that nobody uses. */
  void have(int devices) throws IOException {
    var input = process.outputWriter();
    input.write(devices + "\n");
    input.flush();
    if (!DeviceProcess.ANSWER.equals(answers.readLine())) {
      throw new IOException("The process with the device has ended: " + directory());
    }
  }

  @Override
  void prepare() {}

  @Override
  ProcessUsage usage() {
    return new ProcessUsage(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
