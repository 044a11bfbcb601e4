package dev.guestoperator.operator.guest;

import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.operator.environment.EnvironmentDirectory;
import dev.guestoperator.operator.node.AgentAnswer;
import dev.guestoperator.operator.node.Agents;
import dev.guestoperator.operator.node.Reports;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the agents what is wanted of their guests, and takes guests away from them. */
@ApplicationScoped
public class Handover {
  private final Agents agents;
  private final Reports reports;
  private final EnvironmentDirectory environments;

  /** What this operator has told last, so that a new version of it tells everything anew. */
  private final Map<String, DesiredGuest> told = new ConcurrentHashMap<>();

  Handover(Agents agents, Reports reports, EnvironmentDirectory environments) {
    this.agents = agents;
    this.reports = reports;
    this.environments = environments;
  }

  /** The node's report on the present wishes, after telling them if it does not know them. */
  AgentAnswer.ToPut tell(Guest guest) {
    var node = guest.getStatus().nodeName();
    var environment =
        environments.find(guest.getMetadata().getNamespace(), guest.getSpec().environment());
    var desired = DesiredGuests.of(guest, environment);
    var report = reports.find(node, desired.uid()).filter(known -> isOn(desired, known));
    if (report.isPresent() && desired.equals(told.get(desired.uid()))) {
      return new AgentAnswer.Accepted(report.get());
    }
    var answer = agents.put(node, desired);
    if (answer instanceof AgentAnswer.Accepted(var fresh)) {
      told.put(desired.uid(), desired);
      return new AgentAnswer.Accepted(reports.answered(node, fresh));
    }
    told.remove(desired.uid());
    return answer;
  }

  /** Takes the guest off its node, with whatever epoch it has there. */
  AgentAnswer.ToDelete release(Guest guest, int gracePeriodSeconds) {
    var uid = guest.getMetadata().getUid();
    var node = guest.getStatus().nodeName();
    told.remove(uid);
    var seen = reports.find(node, uid).map(GuestReport::epoch).orElse(0L);
    var epoch = Math.max(guest.getStatus().epoch(), seen);
    return agents.delete(node, uid, epoch, gracePeriodSeconds);
  }

  void forget(Guest guest) {
    told.remove(guest.getMetadata().getUid());
  }

  private static boolean isOn(DesiredGuest desired, GuestReport report) {
    return report.epoch() == desired.epoch() && report.generation() == desired.generation();
  }
}
