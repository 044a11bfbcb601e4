package dev.guestoperator.operator.gateway;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whom to take for the front proxy now. Apart from what finds that out, because the listener's
 * trust is asked for before anything else of the application is there.
 */
@ApplicationScoped
class CurrentFrontProxy {
  private volatile FrontProxySettings settings = FrontProxySettings.NOBODY;

  FrontProxySettings settings() {
    return settings;
  }

  void become(FrontProxySettings settings) {
    this.settings = settings;
  }
}
