package dev.guestoperator.agent.node;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.vmm.Vmm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs a tiny guest under KVM to see whether KVM is of use. A /dev/kvm alone says nothing: nested
 * ones may abort on some processor models, or emulate each instruction, so that firmware runs and a
 * kernel never comes up.
 *
 * @param device usually /dev/kvm
 * @param directory to use and remove
 * @param user unix uid and gid for the guest's VMM, nobody else's
 * @param limit of one attempt
 * @param vmm for a processor model, as of {@code -cpu}
 */
public record KvmProbe(
    Path device, Path directory, int user, Duration limit, Function<String, Vmm> vmm)
    implements Supplier<KvmVerdict> {
  /** How long a guest may take; a KVM that works needs less than a second. */
  public static final Duration LIMIT = Duration.ofSeconds(20);

  /** Enough for one attempt; ends the guest of an agent that died meanwhile. */
  public static final Duration CPU_TIME = Duration.ofMinutes(1);

  /** From what a guest wants to what is left to try. */
  private static final List<String> CPUS = List.of("host", "host,-arch-capabilities", "qemu64");

  @Override
  public KvmVerdict get() {
    if (!Files.exists(device)) {
      return new KvmVerdict.Absent();
    }
    var why = "";
    for (var cpu : CPUS) {
      switch (attempt(cpu)) {
        case ProbeRun.Outcome.Done() -> {
          return new KvmVerdict.Works(cpu);
        }
        case ProbeRun.Outcome.TooSlow(var longMode) -> {
          return new KvmVerdict.TooSlow(cpu, longMode, Math.toIntExact(limit.toSeconds()));
        }
        case ProbeRun.Outcome.Ended(var message) -> why = message;
      }
    }
    return new KvmVerdict.Aborts(why);
  }

  private ProbeRun.Outcome attempt(String cpu) {
    try {
      var config = ProbeGuest.config(directory, user, Accelerator.KVM);
      ProbeRun.endLeftover(vmm.apply(cpu), config);
      ProbeGuest.remove(directory);
      ProbeGuest.unpack(directory);
      try {
        return new ProbeRun(config, limit).run(vmm.apply(cpu));
      } finally {
        ProbeGuest.remove(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
