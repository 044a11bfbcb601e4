package dev.guestoperator.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Tells who a request is from, by Kubernetes' rules for an authenticating proxy. */
final class FrontProxy {
  private FrontProxy() {}

  /**
   * Believes the user headers only from a peer that is the front proxy.
   *
   * @param peer the chain that the peer showed, its own certificate first; empty without one
   */
  static Caller identify(FrontProxySettings settings, Certificate[] peer, MultiMap headers) {
    if (peer.length == 0) {
      return new Caller.Stranger(
          "This API is reached through the API server only: no client certificate was shown.");
    }
    try {
      settings.authorities().verify(peer);
    } catch (CertificateException e) {
      return new Caller.Stranger(
          "This API is reached through the API server only: the requestheader client CA does not"
              + " vouch for the client certificate.");
    }
    var names = commonNames((X509Certificate) peer[0]);
    if (!settings.allowedNames().isEmpty()
        && names.stream().noneMatch(settings.allowedNames()::contains)) {
      return new Caller.Stranger(
          "The client certificate names nobody of requestheader-allowed-names.");
    }
    var user = first(headers, settings.userHeaders());
    return user.isEmpty()
        ? new Caller.Stranger("The front proxy names no user.")
        : new Caller.User(
            user,
            first(headers, settings.uidHeaders()),
            settings.groupHeaders().stream().flatMap(h -> headers.getAll(h).stream()).toList(),
            extra(headers, settings.extraPrefixes()));
  }

  private static String first(MultiMap headers, List<String> names) {
    return names.stream()
        .flatMap(name -> headers.getAll(name).stream())
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static Map<String, List<String>> extra(MultiMap headers, List<String> prefixes) {
    var extra = new LinkedHashMap<String, List<String>>();
    for (var header : headers) {
      var name = header.getKey().toLowerCase(Locale.ROOT);
      for (var prefix : prefixes) {
        if (name.startsWith(prefix.toLowerCase(Locale.ROOT))) {
          extra
              .computeIfAbsent(unescape(name.substring(prefix.length())), key -> new ArrayList<>())
              .add(header.getValue());
        }
      }
    }
    return extra;
  }

  /** As kube-apiserver: a key that is not percent-encoded properly counts as it is. */
  private static String unescape(String key) {
    try {
      // URLDecoder reads a query, where a plus is a space; in a header it is a plus.
      return URLDecoder.decode(key.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return key;
    }
  }

  private static List<String> commonNames(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(rdn -> String.valueOf(rdn.getValue()))
              .toList();
    } catch (InvalidNameException e) {
      return List.of();
    }
  }
}
