package dev.guestoperator.operator.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestoperator.operator.TestAuthority;
import io.vertx.core.MultiMap;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrontProxyTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("front-proxy-ca");

  @Test
  void readsTheUserFromTheConfiguredHeaders() throws CertificateException {
    var settings =
        settings(
            Map.of(
                "requestheader-username-headers", "[\"X-User\", \"X-Remote-User\"]",
                "requestheader-uid-headers", "[\"X-Uid\"]",
                "requestheader-group-headers", "[\"X-Group\", \"X-Team\"]",
                "requestheader-extra-headers-prefix", "[\"X-Extra-\"]"));
    var headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("x-user", "")
            .add("x-remote-user", "ada")
            .add("x-uid", "42")
            .add("x-team", "blue")
            .add("x-group", "staff")
            .add("x-group", "admins")
            .add("X-Extra-Acme.com%2FScopes", "read")
            .add("X-Extra-Acme.com%2fscopes", "write")
            .add("X-Extra-a+b%", "as it is")
            .add("X-Remote-Extra-Other", "not configured");

    var caller = FrontProxy.identify(settings, peer("front-proxy-client"), headers);

    assertEquals(
        new Caller.User(
            "ada",
            "42",
            List.of("staff", "admins", "blue"),
            Map.of("acme.com/scopes", List.of("read", "write"), "a+b%", List.of("as it is"))),
        caller);
  }

  @Test
  void anEmptyListAllowsEveryNameThatTheAuthorityVouchesFor() throws CertificateException {
    var settings = settings(Map.of("requestheader-allowed-names", "[]"));
    assertInstanceOf(
        Caller.User.class, FrontProxy.identify(settings, peer("anybody"), GatewayClient.as("ada")));
  }

  @Test
  void aListAllowsOnlyItsNames() throws CertificateException {
    var settings = settings(Map.of("requestheader-allowed-names", "[\"aggregator\"]"));
    var ada = GatewayClient.as("ada");
    assertInstanceOf(Caller.User.class, FrontProxy.identify(settings, peer("aggregator"), ada));
    assertInstanceOf(Caller.Stranger.class, FrontProxy.identify(settings, peer("other"), ada));
  }

  @Test
  void onlyTheRequestHeaderAuthorityVouches() throws CertificateException {
    var forged = new TestAuthority("front-proxy-ca").issue("front-proxy-client").certificate();
    var caller =
        FrontProxy.identify(
            settings(Map.of()), new Certificate[] {forged}, GatewayClient.as("ada"));
    assertInstanceOf(Caller.Stranger.class, caller);
  }

  @Test
  void nobodyIsTheFrontProxyBeforeItIsKnown() {
    var caller =
        FrontProxy.identify(
            FrontProxySettings.NOBODY, peer("front-proxy-client"), GatewayClient.as("ada"));
    assertInstanceOf(Caller.Stranger.class, caller);
  }

  @Test
  void settingsThatCannotBeReadAreNotGuessed() {
    assertThrows(
        CertificateException.class,
        () -> FrontProxySettings.parse(Map.of("requestheader-client-ca-file", "no certificate")));
    assertThrows(
        IllegalArgumentException.class,
        () -> FrontProxySettings.parse(Map.of("requestheader-allowed-names", "aggregator")));
  }

  private static FrontProxySettings settings(Map<String, String> data) throws CertificateException {
    var complete = new HashMap<>(data);
    complete.put("requestheader-client-ca-file", AUTHORITY.pem());
    return FrontProxySettings.parse(complete);
  }

  private static Certificate[] peer(String name) {
    return new Certificate[] {AUTHORITY.issue(name).certificate()};
  }
}
