package dev.guestoperator.operator.guest;

import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.operator.node.Reports;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Has guests looked at when their nodes report something new. */
@ApplicationScoped
public class ReportListener implements Reports.Listener {
  private final GuestTriggers triggers;
  private final Strays strays;
  private final Placer placer;
  private final Reports reports;

  ReportListener(GuestTriggers triggers, Strays strays, Placer placer, Reports reports) {
    this.triggers = triggers;
    this.strays = strays;
    this.placer = placer;
    this.reports = reports;
  }

  // Before the reconcilers start, for then the agents begin to be heard.
  void start(@Observes @Priority(1) StartupEvent startup) {
    reports.listen(this);
  }

  @Override
  public void reported(String node, GuestReport report) {
    var left = reports.find(node, report.uid());
    if (left.isEmpty() || left.get().state() == GuestState.STOPPED) {
      placer.roomier(node);
    }
    left.ifPresent(present -> strays.check(node, present));
    triggers.lookAt(new ResourceID(report.name(), report.namespace()));
  }

  @Override
  public void listed(String node) {
    triggers.lookAtGuestsOn(node);
  }
}
