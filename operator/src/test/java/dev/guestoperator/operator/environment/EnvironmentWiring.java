package dev.guestoperator.operator.environment;

import dev.guestoperator.operator.OperatorConfig;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The beans of this package, put together as CDI does. */
public final class EnvironmentWiring {
  public final EnvironmentDirectory directory = new EnvironmentDirectory();
  public final Identities identities;
  public final EnvironmentReconciler reconciler;

  public EnvironmentWiring(KubernetesClient client, OperatorConfig config) {
    identities = new Identities(client);
    reconciler = new EnvironmentReconciler(client, new EnvironmentIds(client, config), identities);
  }
}
