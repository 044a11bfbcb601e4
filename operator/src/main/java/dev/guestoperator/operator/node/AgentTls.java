package dev.guestoperator.operator.node;

import dev.guestoperator.operator.OperatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Mutual TLS with the agents, from tls.crt, tls.key and ca.crt of one directory. Files that are
 * replaced count from the next handshake on.
 */
@ApplicationScoped
public class AgentTls {
  private final Path directory;
  private Loaded loaded;

  /** What the files held when they had these times. */
  private record Loaded(List<FileTime> times, PemIdentity identity, PemAuthorities authorities) {}

  AgentTls(OperatorConfig config) {
    directory = config.tlsDirectory();
  }

  /** The operator's own key, for connections to agents. */
  public X509ExtendedKeyManager keyManager() {
    return new ReloadingKeyManager(() -> load().identity());
  }

  /** Trusts only the agent of this node, by the common name of its certificate. */
  public X509ExtendedTrustManager trustManager(String node) {
    return new AgentTrustManager(node, this::verifyAgent);
  }

  /** For connections to the agent of this node and to nobody else. */
  public SSLContext context(String node) {
    try {
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {keyManager()}, new TrustManager[] {trustManager(node)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM has no TLS 1.3.", e);
    }
  }

  /** The authorities that vouch for agents. */
  public List<X509Certificate> authorities() {
    return load().authorities().certificates();
  }

  /**
   * Checks that a peer is the agent of a node.
   *
   * @throws CertificateException if no authority of agents vouches for the chain, or it vouches for
   *     somebody else
   */
  public void verifyAgent(Certificate[] chain, String node) throws CertificateException {
    load().authorities().verify(chain);
    CommonNames.require((X509Certificate) chain[0], CommonNames.ofAgent(node));
  }

  private synchronized Loaded load() {
    try {
      var times = modified();
      if (loaded == null || !loaded.times().equals(times)) {
        loaded =
            new Loaded(
                times,
                PemIdentity.read(directory.resolve("tls.crt"), directory.resolve("tls.key")),
                PemAuthorities.read(directory.resolve("ca.crt")));
      }
      return loaded;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the certificates in " + directory + ".", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The certificates in " + directory + " are not usable.", e);
    }
  }

  private List<FileTime> modified() throws IOException {
    var times = Stream.<FileTime>builder();
    for (var name : List.of("tls.crt", "tls.key", "ca.crt")) {
      times.add(Files.getLastModifiedTime(directory.resolve(name)));
    }
    return times.build().toList();
  }
}
