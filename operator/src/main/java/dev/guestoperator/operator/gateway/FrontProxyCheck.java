package dev.guestoperator.operator.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The operator takes no requests before it knows whom to take them from. */
@Readiness
@ApplicationScoped
class FrontProxyCheck implements HealthCheck {
  private final CurrentFrontProxy current;

  FrontProxyCheck(CurrentFrontProxy current) {
    this.current = current;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("The API server's front proxy is known")
        .status(!current.settings().authorities().certificates().isEmpty())
        .build();
  }
}
