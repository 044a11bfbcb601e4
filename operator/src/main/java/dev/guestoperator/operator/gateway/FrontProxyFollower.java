package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.cert.CertificateException;
import org.jboss.logging.Logger;

/** Follows what the API server publishes of its front proxy. */
@ApplicationScoped
class FrontProxyFollower implements ResourceEventHandler<ConfigMap> {
  private static final Logger LOG = Logger.getLogger(FrontProxyFollower.class);

  private final CurrentFrontProxy current;
  private final KubernetesClient client;
  private SharedIndexInformer<ConfigMap> informer;

  FrontProxyFollower(CurrentFrontProxy current, KubernetesClient client) {
    this.current = current;
    this.client = client;
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
      current.become(FrontProxySettings.parse(map.getData()));
      LOG.info("extension-apiserver-authentication says who the front proxy is.");
    } catch (CertificateException | IllegalArgumentException e) {
      LOG.error("extension-apiserver-authentication cannot be read; nothing is changed.", e);
    }
  }
}
