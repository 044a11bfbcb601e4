package dev.guestoperator.agent.pack;

import dev.guestoperator.agent.vmm.Boot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The packages on a node, a directory each. */
public final class PackageStore {
  private static final String MANIFEST = "package.yaml";

  private final Path directory;
  private final FileDigests digests = new FileDigests();

  /**
   * @param directory that holds the packages; may be made later
   */
  public PackageStore(Path directory) {
    this.directory = directory;
  }

  /**
   * Finds a package and checks that it is what it says.
   *
   * @param name of the package
   * @param memoryBytes of the guest
   * @throws PackageProblem what is wrong, for the user
   */
  public PreparedPackage prepare(String name, long memoryBytes) throws PackageProblem {
    var home = home(name);
    try {
      var yaml = manifest(home, name);
      var manifest = ManifestReader.read(yaml);
      if (!manifest.name().equals(name)) {
        throw broken(name, MANIFEST + " is that of package " + manifest.name());
      }
      var files = new PackageFiles(home, manifest.files(), digests);
      files.check();
      var prepared =
          new PreparedPackage(
              "sha256:" + FileDigests.sha256(yaml),
              boot(manifest.boot(), files),
              manifest.minimumMemory().bytes());
      refuseTooSmall(name, memoryBytes, prepared);
      return prepared;
    } catch (IOException | IllegalArgumentException e) {
      throw broken(name, e.getMessage());
    }
  }

  private Path home(String name) throws PackageProblem {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,252}")) {
      throw new PackageProblem(
          PackageProblem.MISSING,
          "'%s' is no name of a package: write one such as busybox.".formatted(name));
    }
    try {
      var home = directory.toRealPath().resolve(name);
      if (home.toRealPath().equals(home) && Files.isDirectory(home)) {
        return home;
      }
      throw broken(name, home + " is no directory");
    } catch (IOException e) {
      throw new PackageProblem(
          PackageProblem.MISSING,
          "This node has no package %s: there is no %s.".formatted(name, directory.resolve(name)));
    }
  }

  private static byte[] manifest(Path home, String name) throws PackageProblem, IOException {
    var file = home.resolve(MANIFEST);
    if (!Files.isRegularFile(file) || Files.size(file) > ManifestReader.MAX_BYTES) {
      throw broken(
          name, "%s is no file of at most %d bytes".formatted(file, ManifestReader.MAX_BYTES));
    }
    return Files.readAllBytes(file);
  }

  private static Boot boot(PackageManifest.Start start, PackageFiles files) {
    return switch (start) {
      case PackageManifest.Linux(var kernel, var initrd, var cmdline) ->
          new Boot.Linux(
              files.named(kernel), Optional.ofNullable(initrd).map(files::named), cmdline);
      case PackageManifest.Bios(var disk) -> new Boot.Bios(files.named(disk));
    };
  }

  private static void refuseTooSmall(String name, long memoryBytes, PreparedPackage prepared)
      throws PackageProblem {
    if (memoryBytes < prepared.minimumMemoryBytes()) {
      throw new PackageProblem(
          PackageProblem.MEMORY_TOO_SMALL,
          "Package %s needs %d MiB of memory: set spec.memory to at least %2$dMi."
              .formatted(name, Math.ceilDiv(prepared.minimumMemoryBytes(), 1L << 20)));
    }
  }

  private static PackageProblem broken(String name, String why) {
    return new PackageProblem(
        PackageProblem.BROKEN, "Package %s on this node is broken: %s.".formatted(name, why));
  }
}
