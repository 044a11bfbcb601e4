package dev.guestoperator.agent.pack;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.guestoperator.agent.Quantity;
import java.util.Map;

/** A package.yaml; cannot be made without what is required. */
record PackageManifest(
    String apiVersion,
    String kind,
    String name,
    String description,
    Start boot,
    Quantity minimumMemory,
    Map<String, Content> files) {

  PackageManifest {
    require("guest-operator.dev/v1alpha1".equals(apiVersion), "apiVersion", apiVersion);
    require("GuestPackage".equals(kind), "kind", kind);
    require(name != null, "name", name);
    require(boot != null, "boot", null);
    require(minimumMemory != null, "minimumMemory", null);
    require(files != null && !files.containsValue(null), "files", null);
  }

  /** Size in bytes and sha256 in hexadecimal of a file. */
  record Content(long size, String sha256) {
    Content {
      require(sha256 != null && sha256.matches("[0-9a-f]{64}"), "sha256", sha256);
    }
  }

  /** How it boots, with files by their path in the package. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Linux.class, name = "linux"),
    @JsonSubTypes.Type(value = Bios.class, name = "bios")
  })
  sealed interface Start {}

  /** Initrd and cmdline may be left out. */
  record Linux(String kernel, String initrd, String cmdline) implements Start {
    Linux {
      require(kernel != null, "boot.kernel", null);
      cmdline = cmdline == null ? "" : cmdline;
    }
  }

  record Bios(String disk) implements Start {
    Bios {
      require(disk != null, "boot.disk", null);
    }
  }

  private static void require(boolean right, String field, String value) {
    if (!right) {
      throw new IllegalArgumentException(
          field + (value == null ? " is missing" : " cannot be '" + value + "'"));
    }
  }
}
