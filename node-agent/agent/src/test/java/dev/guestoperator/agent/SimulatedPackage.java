package dev.guestoperator.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A guest package that nothing boots. */
public final class SimulatedPackage {
  private static final String MANIFEST =
      """
      apiVersion: guest-operator.dev/v1alpha1
      kind: GuestPackage
      name: simulated
      boot:
        kind: bios
        disk: disk.img
      minimumMemory: 1Mi
      files:
        disk.img: {size: 512, sha256: 076a27c79e5ace2a3d47f9dd2e83e4ff6ea8872b3c2218f66c92b89b55f36560}
      """;

  private SimulatedPackage() {}

  public static void install(Path packages) throws IOException {
    var simulated = Files.createDirectories(packages.resolve("simulated"));
    Files.write(simulated.resolve("disk.img"), new byte[512]);
    Files.writeString(simulated.resolve("package.yaml"), MANIFEST);
  }
}
