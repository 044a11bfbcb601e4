package dev.guestoperator.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who may reach into a guest, and who is not even answered. */
@ExtendWith(ClusterExtension.class)
class AccessIT {
  private static final String ATTACH =
      "/apis/subresources.guest-operator.dev/v1alpha1/namespaces/default/guests/guarded/attach";

  private static final String GUESTS = "guest-operator.dev";
  private static final String SUBRESOURCES = "subresources.guest-operator.dev";

  /** Verbs on one resource, in the namespace of the tests. */
  private record Right(String group, String resource, String name, List<String> verbs) {
    Right(String group, String resource, String... verbs) {
      this(group, resource, "", List.of(verbs));
    }

    String rule() {
      return "{apiGroups: [%s], resources: [%s], resourceNames: [%s], verbs: [%s]}"
          .formatted(group, resource, name, String.join(",", verbs));
    }
  }

  @TempDir static Path kubeconfigs;

  @BeforeAll
  static void aGuest(Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply(
        "guarded",
        "{package: bios-echo, memory: 64Mi, interrupts: [{line: 5}], terminationGracePeriodSeconds: 0}");
    guests.awaitReady("guarded");
  }

  @AfterAll
  static void noGuest(Cluster cluster) {
    new Guests(cluster).delete("guarded");
  }

  @Test
  void aUserWithoutRightsIsForbidden(Cluster cluster) throws IOException {
    var user = user(cluster, "stranger");

    var result = cluster.kubectlWith(user, "guest", "serial", "guarded").run().endedWith(1);

    assertTrue(result.err().contains("forbidden"), result.err());
  }

  @Test
  void aUserWhoMayOnlyGetIsRefusedByTheGateway(Cluster cluster) throws IOException {
    var user = user(cluster, "reader", new Right(SUBRESOURCES, "guests/attach", "get"));

    var result = cluster.kubectlWith(user, "guest", "serial", "guarded").run().endedWith(1);

    assertTrue(result.err().contains("cannot create resource \"guests/attach\""), result.err());
  }

  @Test
  void aUserWhoMayCreateAttaches(Cluster cluster) throws IOException {
    var user = user(cluster, "typist", new Right(SUBRESOURCES, "guests/attach", "get", "create"));

    try (var viewer =
        new Viewer(cluster.kubectlWith(user, "guest", "serial", "guarded", "--from-start"))) {
      viewer.awaitText("bios-echo ready");
      viewer.type("hello");
      viewer.awaitText("hello");
    }
  }

  @Test
  void whoMayGetAGuestMayNeitherSeeItsBalloonNorInterruptIt(Cluster cluster) throws IOException {
    var user = user(cluster, "onlooker", new Right(GUESTS, "guests", "get"));

    cluster.kubectlWith(user, "get", "guest", "guarded").run().succeeded();
    var balloon = balloon(cluster, user).endedWith(1);
    var interrupt = interrupt(cluster, user).endedWith(1);

    assertEquals(forbidden("onlooker", "get", "guests/balloon"), balloon.err());
    assertEquals(forbidden("onlooker", "create", "guests/interrupt"), interrupt.err());
  }

  @Test
  void whoMayUseOnePortUsesNoOther(Cluster cluster) throws IOException {
    var right =
        new Right(SUBRESOURCES, "guests/portforward", "\"guarded:22\"", List.of("get", "create"));
    var user = user(cluster, "plumber", right);

    var allowed = cluster.kubectlWith(user, "guest", "socat", "guarded", "22").run().endedWith(1);
    var other = cluster.kubectlWith(user, "guest", "socat", "guarded", "23").run().endedWith(1);
    var shell = cluster.kubectlWith(user, "guest", "vsh", "guarded", "--", "id").run();

    // The guest has no system that would have a driver; that it is told so is what the right gives.
    assertTrue(allowed.err().contains("driver is not up"), allowed.err());
    assertTrue(other.err().contains("forbidden"), other.err());
    assertTrue(shell.endedWith(1).err().contains("forbidden"), shell.err());
  }

  @Test
  void whoMayGetTheBalloonSeesItAndNoMore(Cluster cluster) throws IOException {
    var user = user(cluster, "weigher", new Right(SUBRESOURCES, "guests/balloon", "get"));

    var balloon = Guests.parse(balloon(cluster, user).succeeded());
    var interrupt = interrupt(cluster, user).endedWith(1);

    assertEquals(0, balloon.at("/targetPages").asInt(-1), balloon.toString());
    assertEquals(forbidden("weigher", "create", "guests/interrupt"), interrupt.err());
  }

  @Test
  void whoMayCreateInterruptsRaisesThemAndNoMore(Cluster cluster) throws IOException {
    var user = user(cluster, "ringer", new Right(SUBRESOURCES, "guests/interrupt", "create"));

    var interrupt = interrupt(cluster, user);
    var balloon = balloon(cluster, user).endedWith(1);

    // The guest has no system that would take it.
    assertTrue(interrupt.err().contains("line 5: raised 1, taken 0"), interrupt.err());
    assertEquals(forbidden("ringer", "get", "guests/balloon"), balloon.err());
  }

  private static Command.Result balloon(Cluster cluster, Path user) {
    return cluster.kubectlWith(user, "guest", "balloon-stats", "guarded", "-o", "json").run();
  }

  private static Command.Result interrupt(Cluster cluster, Path user) {
    return cluster.kubectlWith(user, "guest", "interrupt", "guarded", "5").run();
  }

  private static String forbidden(String user, String verb, String resource) {
    return """
        error: guests.subresources.guest-operator.dev "guarded" is forbidden: \
        User "system:serviceaccount:default:%s" cannot %s resource "%s" \
        in API group "subresources.guest-operator.dev" in the namespace "default"
        """
        .formatted(user, verb, resource);
  }

  @Test
  void whoSkipsTheFrontProxyIsUnauthorized(Cluster cluster) {
    var pki = cluster.directory().resolve("pki");
    var gateway = "https://localhost:" + cluster.port(3) + ATTACH;

    assertEquals("401", status(pki, gateway, "-H", "X-Remote-User: admin"));
    assertEquals(
        "401",
        status(
            pki,
            gateway,
            "-H",
            "X-Remote-User: admin",
            "--cert",
            pki.resolve("agent/tls.crt").toString(),
            "--key",
            pki.resolve("agent/tls.key").toString()));
  }

  @Test
  void whoHasNoCertificateGetsNothingFromTheAgent(Cluster cluster) {
    var pki = cluster.directory().resolve("pki");
    var agent = "https://localhost:" + cluster.port(5) + "/v1/guests";

    assertEquals("000", status(pki, agent));
    assertEquals(
        "403",
        status(
            pki,
            agent,
            "--cert",
            pki.resolve("agent/tls.crt").toString(),
            "--key",
            pki.resolve("agent/tls.key").toString()));
  }

  /** What curl is answered; 000 is no answer at all. */
  private static String status(Path pki, String url, String... more) {
    var line =
        new ArrayList<>(List.of("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--cacert"));
    line.add(pki.resolve("operator/ca.crt").toString());
    line.addAll(List.of(more));
    line.add(url);
    return Command.of(line.toArray(String[]::new)).run().out();
  }

  /** A service account with these rights, and its kubeconfig. */
  private static Path user(Cluster cluster, String name, Right... rights) throws IOException {
    cluster.kubectl("create", "serviceaccount", name).run().succeeded();
    if (rights.length > 0) {
      var rules = Stream.of(rights).map(Right::rule).collect(Collectors.joining(", "));
      var role =
          """
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: {name: %s}
          rules: [%s]
          """
              .formatted(name, rules);
      cluster.kubectl("apply", "-f", "-").reading(role).run().succeeded();
      cluster
          .kubectl(
              "create", "rolebinding", name, "--role=" + name, "--serviceaccount=default:" + name)
          .run()
          .succeeded();
    }
    var token = cluster.kubectl("create", "token", name).run().succeeded().strip();
    var kubeconfig = kubeconfigs.resolve(name);
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: it
        contexts: [{name: it, context: {cluster: it, user: it}}]
        clusters:
        - name: it
          cluster:
            server: https://127.0.0.1:%d
            certificate-authority: %s
        users: [{name: it, user: {token: %s}}]
        """
            .formatted(
                cluster.port(0), cluster.directory().resolve("pki/apiserver/ca.crt"), token));
    return kubeconfig;
  }
}
