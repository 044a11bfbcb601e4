package dev.guestoperator.operator.guest;

import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.operator.node.AgentAnswer;
import dev.guestoperator.operator.node.Agents;
import dev.guestoperator.operator.node.Reports;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Ends what runs on a node without belonging there, because its Guest is gone or was placed
 * elsewhere: a guest must never run twice. The API server has the last word, not a cache.
 */
@ApplicationScoped
public class Strays {
  private static final Logger LOG = Logger.getLogger(Strays.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int GRACE_OF_DELETED_SECONDS = 30;

  private final KubernetesClient client;
  private final GuestLookup guests;
  private final Agents agents;
  private final Reports reports;
  private final Set<String> examined = ConcurrentHashMap.newKeySet();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  Strays(KubernetesClient client, GuestLookup guests, Agents agents, Reports reports) {
    this.client = client;
    this.guests = guests;
    this.agents = agents;
    this.reports = reports;
  }

  /** Looks into a report if its guest does not seem to belong to the node; returns at once. */
  void check(String node, GuestReport report) {
    var known = guests.find(report.namespace(), report.name());
    var key = node + '/' + report.uid();
    if (!belongs(known, node, report) && examined.add(key)) {
      executor.execute(
          () -> {
            try {
              examine(node, report.uid());
            } finally {
              examined.remove(key);
            }
          });
    }
  }

  @PreDestroy
  void close() {
    executor.shutdownNow();
  }

  private void examine(String node, String uid) {
    var report = reports.find(node, uid);
    while (report.isPresent() && !examined(node, report.get())) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        return;
      }
      report = reports.find(node, uid);
    }
  }

  /** Whether it is done, or the agent will be heard of again. */
  private boolean examined(String node, GuestReport report) {
    try {
      var guest =
          Optional.ofNullable(
              client
                  .resources(Guest.class)
                  .inNamespace(report.namespace())
                  .withName(report.name())
                  .get());
      return belongs(guest, node, report)
          || removed(node, report, guest.filter(g -> is(g, report)));
    } catch (KubernetesClientException e) {
      LOG.warnf("Guest %s cannot be looked up: %s", report.name(), e.getMessage());
      return false;
    }
  }

  private boolean removed(String node, GuestReport report, Optional<Guest> elsewhere) {
    LOG.infof(
        "Removing guest %s/%s (%s) from node %s, where it does not belong.",
        report.namespace(), report.name(), report.uid(), node);
    var grace = elsewhere.isPresent() ? 0 : GRACE_OF_DELETED_SECONDS;
    return switch (agents.delete(node, report.uid(), report.epoch(), grace)) {
      case AgentAnswer.Accepted accepted -> true;
      case AgentAnswer.Gone gone -> true;
      case AgentAnswer.Refused refused -> !refused.passing();
      case AgentAnswer.Unreachable unreachable -> false;
    };
  }

  private static boolean belongs(Optional<Guest> guest, String node, GuestReport report) {
    return guest
        .filter(g -> is(g, report))
        .map(Guest::getStatus)
        .filter(status -> node.equals(status.nodeName()))
        .isPresent();
  }

  private static boolean is(Guest guest, GuestReport report) {
    return report.uid().equals(guest.getMetadata().getUid());
  }
}
