package dev.guestoperator.operator.gateway;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts clients that the authorities of the moment vouch for. The listener's TLS options are not
 * replaced for a new authority, because Vert.x cuts the connections that come in meanwhile.
 */
final class LiveTrustManager extends X509ExtendedTrustManager {
  private final Supplier<List<X509Certificate>> authorities;
  private volatile Trust trust = new Trust(List.of(), null);

  private record Trust(List<X509Certificate> authorities, X509ExtendedTrustManager manager) {}

  LiveTrustManager(Supplier<List<X509Certificate>> authorities) {
    this.authorities = authorities;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current().checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    current().checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    current().checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("Only for connections to the listener.");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  /** Clients choose their certificate by these, in each handshake. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.get().toArray(X509Certificate[]::new);
  }

  private X509ExtendedTrustManager current() throws CertificateException {
    var now = authorities.get();
    if (trust.manager() == null || !trust.authorities().equals(now)) {
      trust = new Trust(now, manager(now));
    }
    return trust.manager();
  }

  private static X509ExtendedTrustManager manager(List<X509Certificate> authorities)
      throws CertificateException {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var authority : authorities) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException("The authorities make no trust store.", e);
    }
  }
}
