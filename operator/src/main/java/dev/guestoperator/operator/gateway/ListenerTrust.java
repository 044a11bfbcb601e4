package dev.guestoperator.operator.gateway;

import dev.guestoperator.operator.node.AgentTls;
import io.quarkus.tls.runtime.TrustStoreAndTrustOptions;
import io.quarkus.tls.runtime.TrustStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom the listener lets in at all: what the authorities of the front proxy or of the agents vouch
 * for. Which of the two it has to be is checked per path.
 */
@Singleton
@Identifier(FrontProxyFollower.TLS)
class ListenerTrust implements TrustStoreProvider {
  private final CurrentFrontProxy frontProxy;
  private final AgentTls agents;

  ListenerTrust(CurrentFrontProxy frontProxy, AgentTls agents) {
    this.frontProxy = frontProxy;
    this.agents = agents;
  }

  @Override
  public TrustStoreAndTrustOptions getTrustStore(Vertx vertx) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      var authorities =
          Stream.concat(
                  frontProxy.settings().authorities().certificates().stream(),
                  agents.authorities().stream())
              .toList();
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new TrustStoreAndTrustOptions(store, TrustOptions.wrap(factory.getTrustManagers()[0]));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("The authorities make no trust store.", e);
    }
  }
}
