package dev.guestoperator.agent.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.vmm.Boot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packages are in the test's resources; what git cannot keep, a link or a gap, is made here.
 */
class PackageStoreTest {
  private static final Path PACKAGES =
      Path.of("src/test/resources/dev/guestoperator/agent/pack").toAbsolutePath();
  private static final long ENOUGH = 1L << 30;

  @TempDir Path temp;

  @Test
  void preparesALinuxPackage() throws Exception {
    var prepared = new PackageStore(PACKAGES).prepare("linux", ENOUGH);

    var home = PACKAGES.toRealPath().resolve("linux");
    assertEquals(
        new Boot.Linux(
            home.resolve("vmlinux"),
            Optional.of(home.resolve("images/initramfs.img")),
            "console=ttyS0 quiet a=1,2"),
        prepared.boot(List.of("quiet", "a=1,2")));
    assertEquals(128L << 20, prepared.minimumMemoryBytes());
    var yaml = Files.readAllBytes(home.resolve("package.yaml"));
    assertEquals("sha256:" + FileDigests.sha256(yaml), prepared.digest());
  }

  @Test
  void preparesABiosPackage() throws Exception {
    var prepared = new PackageStore(PACKAGES).prepare("bios", ENOUGH);

    var disk = PACKAGES.toRealPath().resolve("bios/disk.img");
    assertEquals(new Boot.Bios(disk), prepared.boot(List.of("unused")));
  }

  @Test
  void preparesALinuxPackageWithTheKernelAlone() throws Exception {
    var prepared = new PackageStore(PACKAGES).prepare("kernel-only", ENOUGH);

    var kernel = PACKAGES.toRealPath().resolve("kernel-only/vmlinux");
    assertEquals(
        new Boot.Linux(kernel, Optional.empty(), "panic=1"), prepared.boot(List.of("panic=1")));
  }

  @Test
  void refusesAGuestWithTooLittleMemory() throws Exception {
    var problem = problem(PACKAGES, "linux", (128 << 20) - 1);

    assertEquals("MemoryTooSmall", problem.reason());
    assertEquals(
        "Package linux needs 128 MiB of memory: set spec.memory to at least 128Mi.",
        problem.getMessage());
  }

  /** Each directory named broken-… says in expected.txt what the message has to contain. */
  static Stream<Arguments> broken() throws IOException {
    try (var directories = Files.list(PACKAGES)) {
      return directories
          .filter(directory -> directory.getFileName().toString().startsWith("broken-"))
          .sorted()
          .map(directory -> Arguments.of(directory.getFileName().toString(), expected(directory)))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("broken")
  void saysWhatIsBroken(String name, String expected) throws Exception {
    var problem = problem(PACKAGES, name, ENOUGH);

    assertEquals("PackageBroken", problem.reason());
    assertTrue(problem.getMessage().contains(expected), problem.getMessage());
    assertTrue(problem.getMessage().contains(name), problem.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"missing", "..", ".", "../pack/linux", "linux/", "/etc", "''", "'linux\n'", "~"})
  void hasNoPackageOfThatName(String name) throws Exception {
    assertEquals("PackageMissing", problem(PACKAGES, name, ENOUGH).reason());
  }

  @Test
  void hasNoPackageBeforeThereIsADirectory() throws Exception {
    var problem = problem(temp.resolve("later"), "busybox", ENOUGH);

    assertEquals("PackageMissing", problem.reason());
  }

  @Test
  void followsNoLinkToAnotherDirectory() throws Exception {
    Files.createSymbolicLink(temp.resolve("linux"), PACKAGES.resolve("linux"));

    assertEquals("PackageBroken", problem(temp, "linux", ENOUGH).reason());
  }

  @Test
  void followsNoLinkOfAFile() throws Exception {
    // Given
    copy("linux");
    var kernel = temp.resolve("linux/vmlinux");
    Files.delete(kernel);
    Files.createSymbolicLink(kernel, PACKAGES.resolve("linux/vmlinux"));

    // When
    var problem = problem(temp, "linux", ENOUGH);

    // Then
    assertEquals("PackageBroken", problem.reason());
    assertTrue(problem.getMessage().contains("vmlinux is not a regular file"));
  }

  @Test
  void noticesAChangeOfTheSameSize() throws Exception {
    // Given
    copy("linux");
    var store = new PackageStore(temp);
    store.prepare("linux", ENOUGH);
    var kernel = temp.resolve("linux/vmlinux");

    // When
    Files.writeString(kernel, "K" + Files.readString(kernel).substring(1));
    Files.setLastModifiedTime(kernel, FileTime.fromMillis(1));

    // Then
    var problem = assertThrows(PackageProblem.class, () -> store.prepare("linux", ENOUGH));
    assertTrue(problem.getMessage().contains("vmlinux has the sha256"), problem.getMessage());
  }

  @Test
  void refusesAManifestThatIsTooLarge() throws Exception {
    copy("linux");
    Files.writeString(temp.resolve("linux/package.yaml"), "#".repeat(65 * 1024));

    assertEquals("PackageBroken", problem(temp, "linux", ENOUGH).reason());
  }

  private static PackageProblem problem(Path packages, String name, long memoryBytes) {
    var store = new PackageStore(packages);
    return assertThrows(PackageProblem.class, () -> store.prepare(name, memoryBytes));
  }

  private static String expected(Path directory) {
    try {
      return Files.readString(directory.resolve("expected.txt")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(String name) throws IOException {
    try (var files = Files.walk(PACKAGES.resolve(name))) {
      for (var file : files.toList()) {
        Files.copy(file, temp.resolve(PACKAGES.relativize(file)));
      }
    }
  }
}
