package dev.guestoperator.agent.http;

import dev.guestoperator.agent.api.AgentApi;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jboss.logging.Logger;

/** Nobody but the operator is served; TLS has verified the certificate that says so. */
@ApplicationScoped
class OperatorOnly {
  private static final Logger LOG = Logger.getLogger(OperatorOnly.class);
  private static final int BEFORE_EVERYTHING = 10_000;

  void install(@Observes Filters filters) {
    filters.register(this::check, BEFORE_EVERYTHING);
  }

  private void check(RoutingContext context) {
    if (isOperator(context.request().sslSession())) {
      context.next();
      return;
    }
    SocketAddress peer = context.request().remoteAddress();
    LOG.warnf("Refused a peer at %s that is not the operator", peer.hostAddress());
    Answers.refuse(
        context, 403, "NotTheOperator", "Only the operator is served; show its certificate.");
  }

  private static boolean isOperator(SSLSession session) {
    try {
      return session != null
          && session.getPeerCertificates()[0] instanceof X509Certificate certificate
          && AgentApi.OPERATOR_COMMON_NAME.equals(commonName(certificate));
    } catch (SSLPeerUnverifiedException noCertificate) {
      return false;
    }
  }

  private static String commonName(X509Certificate certificate) {
    try {
      var names =
          new LdapName(certificate.getSubjectX500Principal().getName())
              .getRdns().stream().filter(rdn -> rdn.getType().equalsIgnoreCase("CN")).toList();
      return names.size() == 1 ? names.getFirst().getValue().toString() : "";
    } catch (InvalidNameException malformed) {
      return "";
    }
  }
}
