package dev.guestoperator.operator.gateway;

import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Cluster;
import dev.guestoperator.operator.gateway.EnvironmentLocator.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On which nodes an environment has guests, as the informers tell. */
class EnvironmentLocatorTest {
  private Cluster cluster;
  private EnvironmentLocator locator;

  @BeforeEach
  void start(@TempDir Path tls) throws IOException {
    cluster = new Cluster(tls);
    var operator = cluster.operator;
    locator =
        new InformerEnvironmentLocator(
            operator.environments.directory, operator.guests.lookup, operator.nodes.directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void knowsTheNodesOfTheGuestsThatThereAre() {
    cluster.environment("default");
    cluster.environment("other");
    long id = Cluster.environment(cluster.user, "default").getStatus().id();
    patiently().until(() -> locator.locate("default", "default").equals(home(id)));
    assertEquals(new Home.NotFound(), locator.locate("default", "absent"));
    assertEquals(new Home.NotFound(), locator.locate("elsewhere", "default"));

    cluster.ready("n1", 1);
    cluster.ready("n2", 1);
    cluster.ready("n3", 1);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.apply("db", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    cluster.awaitPhase("db", Phase.RUNNING);
    var nodes =
        List.of("web", "db").stream()
            .map(name -> cluster.guest(name).getStatus().nodeName())
            .sorted()
            .toList();
    patiently().until(() -> nodes.equals(names("default")));
    assertEquals(List.of(), names("other"));

    cluster.delete("web");
    cluster.delete("db");
    patiently().until(() -> names("default").isEmpty());
  }

  private List<String> names(String environment) {
    return locator.locate("default", environment) instanceof Home.At(var id, var agents)
        ? agents.stream().map(AgentAddress::node).sorted().toList()
        : List.of();
  }

  private static Home home(long id) {
    return new Home.At(id, Set.of());
  }
}
