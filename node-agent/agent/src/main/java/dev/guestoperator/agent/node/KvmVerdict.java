package dev.guestoperator.agent.node;

import java.util.Optional;

/** What the probe found out about KVM. */
public sealed interface KvmVerdict {
  /** One sentence for people. */
  String reason();

  /** The processor model with which QEMU starts at all, as of {@code -cpu}. */
  default Optional<String> cpu() {
    return switch (this) {
      case Works works -> Optional.of(works.model);
      case TooSlow slow -> Optional.of(slow.model);
      case Absent _, Aborts _ -> Optional.empty();
    };
  }

  /** A guest came to 64-bit code and was as fast as it has to be. */
  record Works(String model) implements KvmVerdict {
    @Override
    public String reason() {
      return "A guest ran 64-bit code under KVM with -cpu " + model + ".";
    }
  }

  /** There is no /dev/kvm. */
  record Absent() implements KvmVerdict {
    @Override
    public String reason() {
      return "This node has no /dev/kvm.";
    }
  }

  /** QEMU ends by itself, whatever processor it shows. */
  record Aborts(String why) implements KvmVerdict {
    @Override
    public String reason() {
      return "QEMU does not start a guest under KVM: " + why;
    }
  }

  /** Firmware may run, a kernel does not come up in any useful time. */
  record TooSlow(String model, boolean longMode, int seconds) implements KvmVerdict {
    @Override
    public String reason() {
      return longMode
          ? "A guest under KVM came to 64-bit code, but so slow that no ordinary kernel would boot."
          : "A guest under KVM did not come to 64-bit code in %d s.".formatted(seconds);
    }
  }
}
