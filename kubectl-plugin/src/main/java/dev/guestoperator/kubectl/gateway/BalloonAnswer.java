package dev.guestoperator.kubectl.gateway;

import dev.guestoperator.crds.guest.GuestStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the gateway tells of a balloon.
 *
 * @param document all of it, with what this program does not know
 * @param balloon the same as a guest's status has it
 */
public record BalloonAnswer(Map<String, Object> document, GuestStatus.Balloon balloon) {
  private record Report(
      Long actualPages, Long targetPages, GuestStatus.Stats stats, String statsAt) {}

  @SuppressWarnings("unchecked")
  static BalloonAnswer read(String json, KubernetesSerialization serialization) {
    var report = serialization.unmarshal(json, Report.class);
    return new BalloonAnswer(
        serialization.unmarshal(json, TreeMap.class),
        new GuestStatus.Balloon(
            report.actualPages(), report.targetPages(), report.stats(), report.statsAt()));
  }
}
