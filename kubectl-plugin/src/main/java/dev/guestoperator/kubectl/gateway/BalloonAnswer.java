package dev.guestoperator.kubectl.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.guestoperator.crds.guest.GuestStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the gateway tells of a balloon.
 *
 * @param json an object of kind GuestBalloon
 */
public record BalloonAnswer(String json) {
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Report(
      Long actualPages, Long targetPages, GuestStatus.Stats stats, String statsAt) {}

  /** All of it, with what this program does not know. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> document() {
    return Serialization.unmarshal(json, TreeMap.class);
  }

  /** The same as a guest's status has it. */
  public GuestStatus.Balloon balloon() {
    var report = Serialization.unmarshal(json, Report.class);
    return new GuestStatus.Balloon(
        report.actualPages(), report.targetPages(), report.stats(), report.statsAt());
  }
}
