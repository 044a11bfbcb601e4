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
import java.util.List;
import java.util.stream.Stream;

/**
 * Whom the listener lets in at all: what the authorities of the front proxy or of the agents vouch
 * for. Which of the two it has to be is checked per path.
 */
@Singleton
@Identifier("gateway")
class ListenerTrust implements TrustStoreProvider {
  private final CurrentFrontProxy frontProxy;
  private final AgentTls agents;

  ListenerTrust(CurrentFrontProxy frontProxy, AgentTls agents) {
    this.frontProxy = frontProxy;
    this.agents = agents;
  }

  @Override
  public TrustStoreAndTrustOptions getTrustStore(Vertx vertx) {
    var trust = TrustOptions.wrap(new LiveTrustManager(this::authorities));
    return new TrustStoreAndTrustOptions(emptyStore(), trust);
  }

  private List<X509Certificate> authorities() {
    return Stream.concat(
            frontProxy.settings().authorities().certificates().stream(),
            agents.authorities().stream())
        .toList();
  }

  /** Quarkus reloads a configuration only together with its store. */
  private static KeyStore emptyStore() {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This JVM has no key store.", e);
    }
  }
}
