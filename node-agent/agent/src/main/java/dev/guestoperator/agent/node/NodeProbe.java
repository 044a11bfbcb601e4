package dev.guestoperator.agent.node;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.NodeFacts.AcceleratorFact;
import dev.guestoperator.agent.vmm.MachineException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Which accelerators work on this node; found out once, in the background. A guest that leaves the
 * choice to the node waits for the probe's end: what runs it must not depend on how long ago the
 * agent was started. The end comes at once where there is no /dev/kvm, and is bounded elsewhere.
 */
public final class NodeProbe {
  private static final Logger LOG = Logger.getLogger(NodeProbe.class);

  private final CompletableFuture<KvmVerdict> kvm = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean closed;

  private NodeProbe(Supplier<KvmVerdict> probe) {
    thread = Thread.ofVirtual().name("node-probe").start(() -> run(probe));
  }

  /** Starts to find out. */
  public static NodeProbe start(Supplier<KvmVerdict> kvm) {
    return new NodeProbe(kvm);
  }

  /**
   * What runs a guest.
   *
   * @param wanted as the Guest says
   * @return KVM or TCG
   * @throws MachineException if the node does not have what is wanted
   */
  public Accelerator choose(Accelerator wanted) throws MachineException {
    return switch (wanted) {
      case TCG -> Accelerator.TCG;
      case AUTO -> kvm.join() instanceof KvmVerdict.Works ? Accelerator.KVM : Accelerator.TCG;
      case KVM -> {
        if (kvm.join().cpu().isEmpty()) {
          throw new MachineException(
              "AcceleratorMissing",
              kvm.join().reason() + " Set spec.accelerator to auto or tcg, or use another node.");
        }
        yield Accelerator.KVM;
      }
    };
  }

  /** The processor model to use under KVM, as of {@code -cpu}; waits for the probe's end. */
  public String kvmCpu() {
    return kvm.join().cpu().orElse("host");
  }

  /** What was found out; empty until the probe has ended. */
  public List<AcceleratorFact> facts() {
    return kvm.isDone() ? facts(kvm.join()) : List.of();
  }

  private static List<AcceleratorFact> facts(KvmVerdict kvm) {
    return List.of(
        new AcceleratorFact(Accelerator.KVM, kvm instanceof KvmVerdict.Works, kvm.reason()),
        new AcceleratorFact(Accelerator.TCG, true, "QEMU emulates the processor."));
  }

  /** Ends the probe if it still runs; whoever waits for its result goes on waiting. */
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
  }

  private void run(Supplier<KvmVerdict> probe) {
    var verdict = verdict(probe);
    if (!closed) {
      LOG.infof("%s", verdict.reason());
      kvm.complete(verdict);
    }
  }

  private static KvmVerdict verdict(Supplier<KvmVerdict> probe) {
    try {
      return probe.get();
    } catch (RuntimeException e) {
      LOG.debugf(e, "KVM cannot be probed");
      return new KvmVerdict.Aborts("the probe failed: " + e.getMessage());
    }
  }
}
