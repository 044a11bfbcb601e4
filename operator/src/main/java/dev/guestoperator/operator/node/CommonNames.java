package dev.guestoperator.operator.node;

import dev.guestoperator.agent.api.AgentApi;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Whom a certificate names. */
final class CommonNames {
  private CommonNames() {}

  static String ofAgent(String node) {
    return AgentApi.AGENT_COMMON_NAME_PREFIX + node;
  }

  static void require(X509Certificate certificate, String expected) throws CertificateException {
    var subject = certificate.getSubjectX500Principal();
    try {
      for (var rdn : new LdapName(subject.getName()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN") && expected.equals(rdn.getValue())) {
          return;
        }
      }
    } catch (InvalidNameException e) {
      throw new CertificateException("The certificate's subject cannot be read: " + subject, e);
    }
    throw new CertificateException("The certificate is of " + subject + ", not of " + expected);
  }
}
