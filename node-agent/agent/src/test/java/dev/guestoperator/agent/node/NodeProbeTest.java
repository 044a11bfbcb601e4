package dev.guestoperator.agent.node;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.vmm.MachineException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class NodeProbeTest {
  private static final KvmVerdict WORKS = new KvmVerdict.Works("host");
  private static final KvmVerdict SLOW = new KvmVerdict.TooSlow("qemu64", true, 20);
  private static final KvmVerdict STUCK = new KvmVerdict.TooSlow("host", false, 20);
  private static final KvmVerdict ABORTS = new KvmVerdict.Aborts("QEMU ended by signal 6.");
  private static final KvmVerdict ABSENT = new KvmVerdict.Absent();

  static final List<KvmVerdict> USELESS = List.of(SLOW, STUCK, ABORTS, ABSENT);
  static final List<KvmVerdict> STARTS_NOTHING = List.of(ABORTS, ABSENT);

  @Test
  void choosesKvmWhereItWorks() throws Exception {
    assertEquals(Accelerator.KVM, NodeProbe.start(() -> WORKS).choose(Accelerator.AUTO));
  }

  @ParameterizedTest
  @FieldSource("USELESS")
  void choosesTcgWhereKvmIsUseless(KvmVerdict verdict) throws Exception {
    var probe = NodeProbe.start(() -> verdict);

    assertEquals(Accelerator.TCG, probe.choose(Accelerator.AUTO));
    var kvm = probe.facts().getFirst();
    assertEquals(Accelerator.KVM, kvm.accelerator());
    assertTrue(!kvm.usable() && kvm.reason().equals(verdict.reason()));
  }

  @ParameterizedTest
  @FieldSource("STARTS_NOTHING")
  void refusesKvmWhereNothingStartsUnderIt(KvmVerdict verdict) {
    var probe = NodeProbe.start(() -> verdict);

    var refusal = assertThrows(MachineException.class, () -> probe.choose(Accelerator.KVM));

    assertEquals("AcceleratorMissing", refusal.reason());
    assertTrue(refusal.getMessage().startsWith(verdict.reason()), refusal.getMessage());
  }

  @Test
  void givesASlowKvmToWhoAsksForIt() throws Exception {
    var probe = NodeProbe.start(() -> SLOW);

    assertEquals(Accelerator.KVM, probe.choose(Accelerator.KVM));
    assertEquals("qemu64", probe.kvmCpu());
  }

  @Test
  void makesOnlyWhoLeavesTheChoiceToItWait() throws Exception {
    // Given
    var verdict = new CompletableFuture<KvmVerdict>();
    var probe = NodeProbe.start(verdict::join);
    var auto = new CompletableFuture<Accelerator>();
    Thread.ofVirtual().start(() -> auto.complete(choose(probe)));

    // Then
    assertEquals(Accelerator.TCG, probe.choose(Accelerator.TCG));
    assertEquals(List.of(), probe.facts());
    assertTrue(!auto.isDone());

    // When
    verdict.complete(WORKS);

    // Then
    await().until(auto::isDone);
    assertEquals(Accelerator.KVM, auto.join());
  }

  @Test
  void hasTcgWhenTheProbeFails() throws Exception {
    var probe =
        NodeProbe.start(
            () -> {
              throw new IllegalStateException("no space left");
            });

    assertEquals(Accelerator.TCG, probe.choose(Accelerator.AUTO));
    assertTrue(probe.facts().getFirst().reason().contains("no space left"));
  }

  @Test
  void tellsTheReasonsApart() {
    var reasons = Stream.of(WORKS, SLOW, STUCK, ABORTS, ABSENT).map(KvmVerdict::reason);

    assertEquals(5, reasons.distinct().count());
  }

  private static Accelerator choose(NodeProbe probe) {
    try {
      return probe.choose(Accelerator.AUTO);
    } catch (MachineException e) {
      throw new IllegalStateException(e);
    }
  }
}
