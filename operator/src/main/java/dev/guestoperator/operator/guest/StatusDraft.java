package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec;
import dev.guestoperator.crds.guest.GuestStatus;
import dev.guestoperator.crds.guest.GuestStatus.LastExit;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;

/** A status to be, which starts as the one that the guest has. */
final class StatusDraft {
  private final Guest guest;
  private final List<Condition> present;
  private Long observedGeneration;
  private Phase phase;
  private String nodeName;
  private Long environmentId;
  private Long cid;
  private Long epoch;
  private Quantity memory;
  private String startedAt;
  private Long restarts;
  private LastExit lastExit;
  private GuestSpec.Accelerator accelerator;
  private String packageDigest;
  private GuestStatus.Balloon balloon;

  StatusDraft(Guest guest) {
    this.guest = guest;
    var old = guest.getStatus();
    present = old == null ? null : old.conditions();
    if (old != null) {
      observedGeneration = old.observedGeneration();
      phase = old.phase();
      nodeName = old.nodeName();
      environmentId = old.environmentId();
      cid = old.cid();
      epoch = old.epoch();
      memory = old.memory();
      startedAt = old.startedAt();
      restarts = old.restarts();
      lastExit = old.lastExit();
      accelerator = old.accelerator();
      packageDigest = old.packageDigest();
      balloon = old.balloon();
    }
  }

  StatusDraft observed() {
    observedGeneration = guest.getMetadata().getGeneration();
    return this;
  }

  StatusDraft phase(Phase value) {
    phase = value;
    return this;
  }

  StatusDraft identity(long environment, long contextId) {
    environmentId = environment;
    cid = contextId;
    return this;
  }

  StatusDraft on(String node, Long placement) {
    nodeName = node;
    epoch = placement;
    return this;
  }

  StatusDraft memory(Quantity value) {
    memory = value;
    return this;
  }

  /** What is known of the machine that runs; nulls for none. Its balloon goes with it. */
  StatusDraft machine(String started, GuestSpec.Accelerator with, String digest) {
    balloon = started == null ? null : balloon;
    startedAt = started;
    accelerator = with;
    packageDigest = digest;
    return this;
  }

  /** Null for none. */
  StatusDraft balloon(GuestStatus.Balloon value) {
    balloon = value;
    return this;
  }

  StatusDraft past(Long timesRestarted, LastExit exit) {
    restarts = timesRestarted;
    lastExit = exit;
    return this;
  }

  GuestStatus with(Instant now, Condition... conditions) {
    return with(now, List.of(conditions));
  }

  GuestStatus with(Instant now, List<Condition> conditions) {
    var generation = guest.getMetadata().getGeneration();
    return status(Conditions.merge(present, conditions, generation, now));
  }

  /** With the conditions that there are. */
  GuestStatus asBefore() {
    return status(present);
  }

  private GuestStatus status(List<Condition> conditions) {
    return new GuestStatus(
        observedGeneration,
        phase,
        nodeName,
        environmentId,
        cid,
        epoch,
        memory,
        startedAt,
        restarts,
        lastExit,
        accelerator,
        packageDigest,
        balloon,
        conditions);
  }
}
