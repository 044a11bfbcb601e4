package dev.guestoperator.kubectl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.Invocation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListCommandTest {
  @TempDir Path directory;
  private final ApiServer server = new ApiServer();

  @BeforeEach
  void twoNamespaces() {
    environment("lab", 0);
    environment("home", 1);
    guest("lab", "hello", 3);
    guest("home", "world", 3);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          list              | 'env:0             default
           guest:3          hello busybox
          '
          list -n home      | 'env:1             default
           guest:3          world busybox
          '
          -n home list      | 'env:1             default
           guest:3          world busybox
          '
          list -A           | 'env:0             lab/default
           guest:3          lab/hello busybox
          env:1             home/default
           guest:3          home/world busybox
          '
          list -n nowhere   | 'no environments
          '
          list -o name      | 'guest.guest-operator.dev/hello
          '
          """)
  void listsWhatWasAskedFor(String line, String shown) throws IOException {
    var list = run(line);

    assertEquals(shown, list.out(), list.err());
    assertEquals("", list.err());
    assertEquals(0, list.exit());
  }

  @Test
  void aTableOfNothingIsAMessage() throws IOException {
    var list = run("list -o wide -n nowhere");

    assertEquals("", list.out());
    assertEquals("No guests found.\n", list.err());
    assertEquals(0, list.exit());
  }

  @Test
  void numbersFindTheGuestInItsNamespace() throws IOException {
    var start = run("start 1 3");

    assertEquals("guest world will be started\n", start.err());
    assertEquals("{\"spec\":{\"runStrategy\":\"Always\"}}", server.bodies("PATCH").getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          start 7 3          | No existing environment with id 7
          start 0 4          | No existing instances in env 0 with cid 4
          start 1 3 -n lab   | No existing environment with id 1
          """)
  void numbersOfNothingAreToldAsSuch(String line, String sentence) throws IOException {
    var start = run(line);

    assertEquals("error: " + sentence + "\n", start.err());
    assertEquals(1, start.exit());
  }

  @Test
  void numbersAreLookedUpWhereOneMayRead() throws IOException {
    server.forbid("/apis/guest-operator.dev/v1alpha1/environments");

    assertEquals("guest hello will be started\n", run("start 0 3").err());
    assertEquals("error: No existing environment with id 1\n", run("start 1 3").err());
  }

  @Test
  void theServersSentenceIsShownAsItIs() throws IOException {
    server.forbid("/apis/guest-operator.dev/v1alpha1/namespaces/lab/environments");

    var list = run("list");

    assertEquals("error: guests is forbidden\n", list.err());
    assertEquals(1, list.exit());
  }

  @Test
  void completesNamesOfGuests() throws IOException {
    var args = Invocation.kubeconfig(directory, server.url(), "__complete");
    var words = new String[] {args[0], args[1], args[2], "serial", "h"};

    assertEquals("hello\n:4\n", Invocation.of(words).out());
  }

  private Invocation run(String line) throws IOException {
    return Invocation.of(Invocation.kubeconfig(directory, server.url(), line.split(" +")));
  }

  private void environment(String namespace, int id) {
    create(
        Environment.class,
        namespace,
        """
        apiVersion: guest-operator.dev/v1alpha1
        kind: Environment
        metadata: {name: default}
        status: {id: %d}
        """
            .formatted(id));
  }

  /** With a field and a phase of a later version, which must not matter. */
  private void guest(String namespace, String name, int cid) {
    create(
        Guest.class,
        namespace,
        """
        apiVersion: guest-operator.dev/v1alpha1
        kind: Guest
        metadata: {name: %s}
        spec: {package: busybox, environment: default, fieldOfTomorrow: 1}
        status: {cid: %d, phase: Levitating}
        """
            .formatted(name, cid));
  }

  private void create(Class<? extends HasMetadata> kind, String namespace, String yaml) {
    server
        .client()
        .genericKubernetesResources(ResourceDefinitionContext.fromResourceType(kind))
        .inNamespace(namespace)
        .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
        .create();
  }
}
