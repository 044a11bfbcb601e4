package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.gateway.Gateway;
import dev.guestoperator.kubectl.output.MemoryTable.Row;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** The balloons of many guests at this moment, a few guests at a time. */
record Readings(Cluster cluster) {
  private static final int AT_ONCE = 8;

  List<Row> of(List<Guest> guests) {
    var gateway = new Gateway(cluster);
    try (var workers = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      return guests.stream()
          .map(guest -> CompletableFuture.supplyAsync(() -> row(gateway, guest), workers))
          // All are asked before the first is waited for.
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    }
  }

  private static Row row(Gateway gateway, Guest guest) {
    var known = Optional.ofNullable(guest.getStatus()).map(GuestStatus::balloon);
    if (guest.getStatus() == null || guest.getStatus().phase() != Phase.RUNNING) {
      return new Row(guest, known);
    }
    try {
      var name = GuestName.of(guest.getMetadata());
      return new Row(guest, Optional.of(gateway.balloon(name.namespace(), name.name()).balloon()));
    } catch (KubernetesClientException | Problem refused) {
      // Without the right, or while the node is away, the status says what was known last.
      return new Row(guest, known);
    }
  }
}
