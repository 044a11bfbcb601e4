package dev.guestoperator.operator.gateway;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.operator.gateway.SessionAgent.Behaviour;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes in guests, and connections to their ports. */
@QuarkusTest
@TestProfile(GatewayProfile.class)
class GatewayGuestSessionsTest {
  GatewayFakes fakes;
  @Inject GatewayProfile.Places places;
  @Inject MeterRegistry meters;

  @TestHTTPResource(value = "/", tls = true)
  URL url;

  GatewayClient client;

  @BeforeEach
  void start() {
    client = fakes.client(url.getPort());
    fakes.api.allowed.add("ada");
    fakes.agent.requests.clear();
    fakes.agent.taken.set(0);
    fakes.agent.heard.setLength(0);
    for (var behaviour : Behaviour.values()) {
      var agent = new AgentAddress(GatewayFakes.NODE, "127.0.0.1", fakes.agent.port());
      places.put(guest(behaviour), new GuestLocator.Place.At(behaviour.name(), agent));
    }
  }

  @AfterEach
  void everySessionEnds() {
    // A client that waits for a stalled guest would not close.
    fakes.agent.wake();
    client.close();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> fakes.agent.open.get() == 0 && openSessions() == 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exec                                             | exec
          exec?port=9001&tty=true&rows=24&columns=80       | exec?port=9001&tty=true&rows=24&columns=80
          exec?command=sh&command=-c&command=a%20%26%20b;c | exec?command=sh&command=-c&command=a%20%26%20b%3Bc
          exec?env=A%3D1&env=B%3D%2B%20%C3%A4&user=root    | exec?env=A%3D1&env=B%3D%2B%20%C3%A4&user=root
          exec?command=a+b&cwd=%2Ftmp                      | exec?command=a%20b&cwd=%2Ftmp
          exec?stdin=false&stdout=true&stderr=true         | exec?stdin=false&stdout=true&stderr=true
          exec?command=                                    | exec?command=
          """)
  void passesOnWhatToRun(String request, String passed) {
    client.open("ada", "guests/echo/" + request);
    assertEquals(List.of("/v1/guests/ECHO/" + passed), fakes.agent.requests);
  }

  @ParameterizedTest
  @CsvSource({
    "echo/portforward?port=22, 22",
    "echo:22/portforward, 22",
    "echo%3A22/portforward, 22",
    "echo%3a0/portforward, 0",
    "echo:4294967294/portforward?port=4294967294, 4294967294"
  })
  void passesOnThePort(String request, String port) {
    client.open("ada", "guests/" + request);
    assertEquals(List.of("/v1/guests/ECHO/portforward?port=" + port), fakes.agent.requests);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo/exec?port=-1                         | A port is a number from 0 to 4294967294, without leading zeros.
          echo/exec?port=9001&port=9001             | Give the parameter port once.
          echo/exec?tty=yes                         | tty is true or false.
          echo/exec?stdin=1                         | stdin is true or false.
          echo/exec?stdout=false                    | stdout is true or left out.
          echo/exec?stderr=false                    | stderr is true or left out.
          echo/exec?tty=true&rows=24                | Give rows and columns, or neither.
          echo/exec?tty=true&columns=80             | Give rows and columns, or neither.
          echo/exec?rows=24&columns=80              | rows and columns need tty=true.
          echo/exec?tty=true&rows=0&columns=80      | rows is a number from 1 to 65535.
          echo/exec?tty=true&rows=24&columns=65536  | columns is a number from 1 to 65535.
          echo/exec?env=TERM                        | env is NAME=VALUE, such as env=LANG=C, percent-encoded.
          echo/exec?env==C                          | env is NAME=VALUE, such as env=LANG=C, percent-encoded.
          echo/exec?command=a%00b                   | command cannot have a byte 0.
          echo/exec?user=a&user=b                   | Give the parameter user once.
          echo/exec?Command=sh                      | exec has no parameter Command; use command, env, user, cwd, port, tty, rows, columns, stdin, stdout or stderr.
          echo:9001/exec                            | exec takes no port after the name; leave it out.
          echo:9001/attach?device=serial            | attach takes no port after the name; leave it out.
          echo/portforward                          | Say which port: port=22, for example, or echo:22 as the name.
          echo/portforward?port=022                 | A port is a number from 0 to 4294967294, without leading zeros.
          echo/portforward?port=4294967295          | A port is a number from 0 to 4294967294, without leading zeros.
          echo:ssh/portforward                      | A port is a number from 0 to 4294967294, without leading zeros.
          echo:022/portforward                      | A port is a number from 0 to 4294967294, without leading zeros.
          echo:22/portforward?port=23               | The name says port 22 and the parameter 23; give one of them.
          echo:22/portforward?tty=true              | portforward has no parameter tty; use port.
          """)
  void explainsAWrongParameter(String request, String sentence) {
    var answer = client.refused("ada", "guests/" + request);

    assertEquals(400, answer.code(), answer.body());
    assertEquals(sentence, answer.status().getMessage());
    assertTrue(fakes.agent.requests.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo:/portforward", "echo:2:2/portforward", "echo%2F22/portforward"})
  void knowsNoOtherFormOfAName(String request) {
    assertEquals(404, client.refused("ada", "guests/" + request).code());
  }

  @Test
  void takesAsMuchAsVshdDoes() {
    client.open("ada", "guests/echo/exec?command=" + "%C3%A4".repeat(2048));
    assertEquals(1, fakes.agent.requests.size());

    var answer = client.refused("ada", "guests/echo/exec?command=" + "x".repeat(4096) + "&user=y");
    assertEquals(400, answer.code());
    assertEquals(
        "command, env, user and cwd have at most 4096 bytes together; send a longer script to"
            + " stdin.",
        answer.status().getMessage());
  }

  @ParameterizedTest
  @CsvSource({"command, a", "env, A=1"})
  void takes64OfEach(String parameter, String value) {
    client.open("ada", "guests/echo/exec?" + repeated(64, parameter + "=" + value));
    assertEquals(1, fakes.agent.requests.size());

    var answer = client.refused("ada", "guests/echo/exec?" + repeated(65, parameter + "=" + value));
    assertEquals(400, answer.code());
    assertEquals(
        "Give the parameter " + parameter + " at most 64 times.", answer.status().getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "guests/echo/exec, exec, echo",
    "guests/echo/portforward?port=22, portforward, echo",
    "guests/echo:22/portforward?port=22, portforward, echo:22",
    "guests/echo%3A22/portforward, portforward, echo:22"
  })
  void asksForTheRightToWhatIsNamed(String request, String subresource, String name) {
    var status = client.refused("eve", request).status();

    assertEquals(403, status.getCode());
    assertEquals(
        "guests.subresources.guest-operator.dev \"%s\" is forbidden: User \"eve\" cannot create resource \"guests/%s\" in API group \"subresources.guest-operator.dev\" in the namespace \"ns\""
            .formatted(name, subresource),
        status.getMessage());
    var asked = fakes.api.asked.get("eve").getResourceAttributes();
    assertEquals("guests", asked.getResource());
    assertEquals(subresource, asked.getSubresource());
    assertEquals(name, asked.getName());
    assertEquals("create", asked.getVerb());
  }

  @ParameterizedTest
  @CsvSource({
    "NO_VSOCK, 409, NoVsock, Set spec.virtio.vsock.",
    "SHELL_REFUSED, 422, ShellRefused, could not find user: nobody",
    "CONNECTION_REFUSED, 502, ConnectionRefused, Nobody listens at port 9001 of the guest.",
    "VSOCK_NOT_READY, 503, VsockNotReady, The guest's vsock driver is not up yet.",
    "NOT_FOUND, 409, Conflict, 'Node node-1 has no such guest or device: a guest that is being"
        + " started takes a moment, and a device has to be in spec.virtio.'"
  })
  void passesOnWhatTheAgentRefuses(Behaviour behaviour, int code, String reason, String message) {
    for (var request : List.of("/exec?user=nobody", "/portforward?port=1")) {
      var answer = client.refused("ada", "guests/" + guest(behaviour) + request);
      assertEquals(code, answer.code());
      assertEquals(reason, answer.status().getReason());
      assertEquals(message, answer.status().getMessage());
    }
  }

  @Test
  void saysWhatIsNoSession() {
    var path = GatewayClient.API + "/namespaces/ns/guests/echo/exec";
    var answer = client.get(path, GatewayClient.as("ada"));
    assertEquals(400, answer.code());
    assertTrue(answer.status().getMessage().startsWith("exec is a WebSocket"), answer.body());
  }

  @Test
  void refusesAWrongEncoding() {
    var path = GatewayClient.API + "/namespaces/ns/guests/echo/exec?command=%zz";
    assertEquals(400, client.get(path, GatewayClient.as("ada")).code());
  }

  @Test
  void passesTheExitCode() {
    var status = client.open("ada", "guests/exit-7/exec?command=false").end();

    assertEquals("NonZeroExitCode", status.getReason());
    assertEquals("ExitCode", status.getDetails().getCauses().getFirst().getReason());
    assertEquals("7", status.getDetails().getCauses().getFirst().getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec", "portforward?port=1"})
  void eachDirectionEndsForItself(String request) {
    var session = client.open("ada", "guests/listener/" + request);
    await().atMost(Duration.ofSeconds(30)).until(() -> session.ended.equals(List.of(1)));

    session.type("still ");
    session.type("said");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> fakes.agent.heard.toString().equals("still said"));
    session.halfClose();

    assertEquals("Success", session.end().getStatus());
  }

  @Test
  void aClientThatDoesNotReadHoldsTheGuest() {
    var read = new AtomicLong();
    var session = client.open("ada", "guests/flood:1/portforward");
    session.socket().pause();
    session.output(data -> read.addAndGet(data.length()));

    Flood.awaitStill(fakes.agent.taken);
    var taken = fakes.agent.taken.get();
    assertTrue(taken < Flood.MOST_UNDER_WAY, "taken: " + taken);

    session.socket().resume();
    assertEquals("Success", session.end().getStatus());
    assertEquals((long) SessionAgent.FLOOD_MESSAGES * SessionAgent.FLOOD_CHUNK, read.get());
  }

  @Test
  void aGuestThatDoesNotReadHoldsTheClient() {
    var session = client.open("ada", "guests/stall:1/portforward");
    var taken = Flood.from(session.socket());

    Flood.awaitStill(taken);

    assertTrue(taken.get() < Flood.MOST_UNDER_WAY, "taken: " + taken);
  }

  private static String repeated(int times, String parameter) {
    return IntStream.range(0, times).mapToObj(i -> parameter).collect(Collectors.joining("&"));
  }

  private static String guest(Behaviour behaviour) {
    return behaviour.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private double openSessions() {
    return meters.find("guest.operator.gateway.sessions").gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }
}
