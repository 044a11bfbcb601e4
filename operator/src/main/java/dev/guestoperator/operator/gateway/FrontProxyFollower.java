package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.security.cert.CertificateException;
import org.jboss.logging.Logger;

/** Follows the front proxy's settings, and has the listener trust a new authority at once. */
@ApplicationScoped
class FrontProxyFollower implements ResourceEventHandler<ConfigMap> {
  /** The TLS configuration of the listener. */
  static final String TLS = "gateway";

  private static final Logger LOG = Logger.getLogger(FrontProxyFollower.class);

  private final CurrentFrontProxy current;
  private final KubernetesClient client;
  private final TlsConfigurationRegistry tls;
  private final Event<CertificateUpdatedEvent> updates;
  private SharedIndexInformer<ConfigMap> informer;

  FrontProxyFollower(
      CurrentFrontProxy current,
      KubernetesClient client,
      TlsConfigurationRegistry tls,
      Event<CertificateUpdatedEvent> updates) {
    this.current = current;
    this.client = client;
    this.tls = tls;
    this.updates = updates;
  }

  void start(@Observes StartupEvent event) {
    informer =
        client
            .configMaps()
            .inNamespace("kube-system")
            .withName("extension-apiserver-authentication")
            .runnableInformer(0)
            .addEventHandler(this)
            // An API server that is away must not keep the operator from starting.
            .exceptionHandler((started, error) -> true);
    informer.start();
  }

  void stop(@Observes ShutdownEvent event) {
    informer.stop();
  }

  @Override
  public void onAdd(ConfigMap map) {
    follow(map);
  }

  @Override
  public void onUpdate(ConfigMap before, ConfigMap map) {
    follow(map);
  }

  @Override
  public void onDelete(ConfigMap map, boolean unknown) {
    LOG.warn("extension-apiserver-authentication is gone; its last content still counts.");
  }

  private void follow(ConfigMap map) {
    try {
      var settings = FrontProxySettings.parse(map.getData());
      var before = current.settings();
      current.become(settings);
      if (!settings.authorities().equals(before.authorities())) {
        trustAgain();
      }
    } catch (CertificateException | IllegalArgumentException e) {
      LOG.error("extension-apiserver-authentication cannot be read; nothing is changed.", e);
    }
  }

  private void trustAgain() {
    var configuration = tls.get(TLS).orElseThrow();
    if (configuration.reload()) {
      updates.fire(new CertificateUpdatedEvent(TLS, configuration));
      LOG.info("The listener trusts the front proxy's authorities.");
    } else {
      LOG.error("The listener's certificates cannot be read; the front proxy is not trusted yet.");
    }
  }
}
