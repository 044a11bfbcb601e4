package dev.guestoperator.operator.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Certificates that may vouch for others. */
public record PemAuthorities(List<X509Certificate> certificates) {
  static PemAuthorities read(Path file) throws IOException, GeneralSecurityException {
    return new PemAuthorities(readCertificates(file));
  }

  static List<X509Certificate> readCertificates(Path file)
      throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      var certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new CertificateException(file + " has no certificate.");
      }
      return certificates;
    }
  }

  /**
   * Checks that one of these vouches for a peer, now.
   *
   * @param chain as the peer shows it, its own certificate first
   */
  public void verify(Certificate[] chain) throws CertificateException {
    if (chain == null || chain.length == 0) {
      throw new CertificateException("The peer shows no certificate.");
    }
    try {
      var anchors =
          certificates.stream().map(c -> new TrustAnchor(c, null)).collect(Collectors.toSet());
      var parameters = new PKIXParameters(anchors);
      // The authority is ours and issues certificates for days; it publishes no revocations.
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX").validate(path(chain), parameters);
    } catch (GeneralSecurityException e) {
      throw new CertificateException("No known authority vouches for the peer.", e);
    }
  }

  private CertPath path(Certificate[] chain) throws CertificateException {
    // A path must not contain its own anchor, but peers often send it.
    var links = Arrays.stream(chain).filter(link -> !certificates.contains(link)).toList();
    return CertificateFactory.getInstance("X.509").generateCertPath(links);
  }
}
