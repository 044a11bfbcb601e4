package dev.guestoperator.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.guestoperator.operator.node.PemAuthorities;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/**
 * How to recognise the API server as front proxy, and where it writes the user: the ConfigMap
 * extension-apiserver-authentication in kube-system, which kube-apiserver keeps from its flags
 * {@code --requestheader-*}.
 *
 * @param authorities vouch for the front proxy
 * @param allowedNames common names of the front proxy; empty: any that the authorities vouch for
 * @param extraPrefixes what the header of an extra begins with
 */
record FrontProxySettings(
    PemAuthorities authorities,
    List<String> allowedNames,
    List<String> userHeaders,
    List<String> uidHeaders,
    List<String> groupHeaders,
    List<String> extraPrefixes) {

  /** No authority, so nobody is the front proxy. */
  static final FrontProxySettings NOBODY =
      new FrontProxySettings(
          new PemAuthorities(List.of()), List.of(), List.of(), List.of(), List.of(), List.of());

  /**
   * Reads the ConfigMap's data; lists are JSON in strings.
   *
   * @throws CertificateException if the authorities are not certificates in PEM
   * @throws IllegalArgumentException if a list is not one
   */
  static FrontProxySettings parse(Map<String, String> data) throws CertificateException {
    return new FrontProxySettings(
        new PemAuthorities(certificates(data.get("requestheader-client-ca-file"))),
        list(data, "requestheader-allowed-names", List.of()),
        list(data, "requestheader-username-headers", List.of("X-Remote-User")),
        list(data, "requestheader-uid-headers", List.of("X-Remote-Uid")),
        list(data, "requestheader-group-headers", List.of("X-Remote-Group")),
        list(data, "requestheader-extra-headers-prefix", List.of("X-Remote-Extra-")));
  }

  private static List<X509Certificate> certificates(String pem) throws CertificateException {
    if (pem == null) {
      return List.of();
    }
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(UTF_8)))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private static List<String> list(Map<String, String> data, String key, List<String> absent) {
    var json = data.get(key);
    return json == null ? absent : List.of(Serialization.unmarshal(json, String[].class));
  }
}
