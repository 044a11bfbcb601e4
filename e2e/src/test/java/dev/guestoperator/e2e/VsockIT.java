package dev.guestoperator.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Shells and sockets over vsock: two guests in one environment, and one in another. */
@ExtendWith(ClusterExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VsockIT {
  private static final List<String> GUESTS = List.of("red-3", "red-4", "blue-3");
  private static final int LARGE = 10 << 20;

  @TempDir static Path directory;

  @BeforeAll
  static void boot(Cluster cluster) {
    var guests = new Guests(cluster);
    var program = VsockPeer.compile(directory);
    for (var name : GUESTS) {
      var environment = name.substring(0, name.indexOf('-'));
      guests.apply(name, "{package: busybox, memory: 192Mi, environment: " + environment + "}");
      guests.awaitReady(name);
    }
    GUESTS.parallelStream().forEach(name -> VsockPeer.start(cluster, program, name));
  }

  @AfterAll
  static void end(Cluster cluster) {
    GUESTS.parallelStream().forEach(name -> new Guests(cluster).delete(name));
    cluster.kubectl("delete", "environment", "red", "blue", "--ignore-not-found").run();
  }

  @Test
  void aShellTakesLargeInputAndTellsTheCode(Cluster cluster) throws IOException {
    var file = random(LARGE);
    var vsh = cluster.kubectl("guest", "vsh", "red-3", "--", "sh", "-c", "cat; exit 7");

    var result =
        piped(vsh, "\"$@\" <" + file + " | sha256sum; exit ${PIPESTATUS[0]}").run().endedWith(7);

    assertEquals(sum(file), result.out().strip());
  }

  @Test
  void clientGoRunsACommand(Cluster cluster) {
    var program = GoProgram.build("remotecommand");
    var exec =
        program.with(
            "--kubeconfig",
            cluster.directory().resolve("kubeconfig").toString(),
            "--subresource",
            "exec",
            "--query",
            "command=sh&command=-c&command=cat%3B+echo+oops+%3E%262%3B+exit+3"
                + "&stdin=true&stdout=true&stderr=true",
            "red-3");

    var result = exec.reading("by client-go").run().endedWith(3);

    assertEquals("by client-go", result.out());
    assertTrue(result.err().startsWith("oops\n"), result.err());
  }

  @Test
  void guestsTalkInTheirEnvironmentAndReachNoOther(Cluster cluster) {
    var guests = new Guests(cluster);
    assertEquals(3, guests.get("red-3").at("/status/cid").asInt());
    assertEquals(3, guests.get("blue-3").at("/status/cid").asInt());
    assertEquals(4, guests.get("red-4").at("/status/cid").asInt());

    assertEquals("hello", relayed(cluster, "red-3", 4).succeeded());
    // The same program, in an environment whose only guest has CID 3.
    assertEquals("", relayed(cluster, "blue-3", 4).out());
  }

  /** Has a guest's relay say hello to the echo of another. */
  private static Command.Result relayed(Cluster cluster, String guest, int cid) {
    var socat = cluster.kubectl("guest", "socat", guest, Integer.toString(VsockPeer.RELAY));
    var address = VsockPeer.address(cid, VsockPeer.ECHO);
    return piped(socat, "printf '" + address + "hello' | \"$@\"").run();
  }

  @Test
  void socatByTheNumbersOfListIsBinarySafeAndHalfCloses(Cluster cluster) throws IOException {
    var file = random(3_000_001);
    var status = new Guests(cluster).get("red-4").at("/status");
    var socat =
        cluster.kubectl(
            "guest",
            "socat",
            status.at("/environmentId").asText(),
            status.at("/cid").asText(),
            Integer.toString(VsockPeer.ECHO));

    var result = piped(socat, "\"$@\" <" + file + " | sha256sum; exit ${PIPESTATUS[0]}").run();

    assertEquals(sum(file), result.succeeded().strip());
  }

  @Test
  void socatSaysWhyThereIsNoConnection(Cluster cluster) {
    var refused = cluster.kubectl("guest", "socat", "red-3", "12345").run().endedWith(1);

    assertTrue(refused.err().contains("12345"), refused.err());
  }

  @Test
  void socatListenServesOneConnectionAndEnds(Cluster cluster) {
    var environment = new Guests(cluster).get("red-3").at("/status/environmentId").asText();
    var listen = cluster.kubectl("guest", "socat-listen", environment, "2222");
    try (var server = new Viewer(listen)) {
      await().atMost(1, MINUTES).until(() -> server.errors().contains("2222"));
      var taken = cluster.kubectl("guest", "socat-listen", "red", "2222").run().endedWith(1);
      assertTrue(taken.err().contains("2222"), taken.err());
      var dial = cluster.kubectl("guest", "socat", "red-4", Integer.toString(VsockPeer.RELAY));
      var address = VsockPeer.address(2, 2222);

      try (var client = new Viewer(piped(dial, "(printf '" + address + "'; cat) | \"$@\""))) {
        client.type("from the guest");
        server.awaitText("from the guest\n");
        server.type("and back");
        client.awaitText("and back\n");
        server.endInput();
        client.endInput();
        assertEquals(0, client.awaitEnd());
      }
      assertEquals(0, server.awaitEnd());
    }
  }

  @Test
  void portForwardServesManyConnections(Cluster cluster) throws Exception {
    var port = Integer.toString(VsockPeer.ECHO);
    try (var forward = new Viewer(cluster.kubectl("guest", "port-forward", "red-3", "0:" + port))) {
      var line = forward.awaitText("-> " + port);
      var local = Integer.parseInt(line.replaceAll("(?s).*127\\.0\\.0\\.1:(\\d+) ->.*", "$1"));
      var sockets = IntStream.range(0, 20).mapToObj(i -> connect(local)).toList();
      for (var i = 0; i < sockets.size(); i++) {
        try (var socket = sockets.get(i)) {
          socket.getOutputStream().write(("connection " + i).getBytes(StandardCharsets.UTF_8));
          socket.shutdownOutput();
          assertEquals(
              "connection " + i,
              new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static Socket connect(int port) {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), port);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void filesAreCopiedThereAndBack(Cluster cluster) throws IOException {
    var source = Files.createDirectories(directory.resolve("tree/deep")).getParent();
    Files.copy(random(100_003), source.resolve("deep/blob"));
    Files.writeString(source.resolve("note"), "a note\n");

    cluster.kubectl("guest", "cp", source.toString(), "red-3:/tmp/").run().succeeded();
    var back = Files.createDirectory(directory.resolve("back"));
    cluster.kubectl("guest", "cp", "red-3:/tmp/tree", back.toString()).run().succeeded();

    assertEquals("a note\n", Files.readString(back.resolve("tree/note")));
    assertEquals(-1, Files.mismatch(source.resolve("deep/blob"), back.resolve("tree/deep/blob")));
  }

  /** The seed's forms of vsh, and what it takes when nothing is said. */
  @Test
  void vshHasTheArgumentsAndDefaultsOfTheSeed(Cluster cluster) {
    var status = new Guests(cluster).get("red-4").at("/status");
    var id = status.at("/environmentId").asText();
    var whole = cluster.kubectl("guest", "vsh", id, "4", "9001", "--args", "hostname");
    assertEquals("red-4\n", named(cluster, whole));
    var inEnvironment = cluster.kubectl("guest", "vsh", id, "--args", "cat", "--args", "/tmp/name");
    assertEquals("red-3\n", named(cluster, inEnvironment));
    var nothingSaid = cluster.kubectl("guest", "vsh", "--args", "cat", "--args", "/tmp/name");
    assertEquals("red-3\n", named(cluster, nothingSaid));
  }

  /** Gives each guest its name, by which it can be told. */
  private static String named(Cluster cluster, Command command) {
    for (var name : GUESTS) {
      var script = "hostname " + name + "; hostname >/tmp/name";
      cluster.kubectl("guest", "vsh", name, "--", "sh", "-c", script).run().succeeded();
    }
    return command.run().succeeded();
  }

  @Test
  void aProcessOfTheNodeServesAllGuestsOfAnEnvironment(Cluster cluster) throws IOException {
    var id = new Guests(cluster).get("red-3").at("/status/environmentId").asText();
    var patch = "{\"spec\":{\"listeners\":[{\"port\":7000,\"socket\":\"logs\"}]}}";
    cluster.kubectl("patch", "environment", "red", "--type=merge", "-p", patch).run().succeeded();
    var path = cluster.directory().resolve("agent/environments/" + id + "/listeners/logs");
    var short_ = Files.createSymbolicLink(Path.of("/tmp", "it-" + id), path.getParent());
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(short_.resolve("logs")));
      for (var guest : List.of("red-3", "red-4")) {
        var dial = cluster.kubectl("guest", "socat", guest, Integer.toString(VsockPeer.RELAY));
        var said = "printf '" + VsockPeer.address(2, 7000) + guest + "' | \"$@\"";
        // The listeners reach the node in their own time; until then the connection is reset.
        await().atMost(1, MINUTES).until(() -> served(server, piped(dial, said)), guest::equals);
      }
    } finally {
      Files.delete(short_);
    }
  }

  /** What comes at the server; nothing if the guest's connection is reset. */
  private static String served(ServerSocketChannel server, Command dial) throws IOException {
    server.configureBlocking(false);
    var process = dial.start();
    try {
      var accepted =
          await()
              .atMost(1, MINUTES)
              .until(server::accept, peer -> peer != null || !process.isAlive());
      return accepted == null ? "" : readAll(accepted);
    } finally {
      process.destroy();
    }
  }

  private static String readAll(SocketChannel channel) throws IOException {
    try (channel) {
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aFullScreenProgramWorksInATerminal(Cluster cluster) throws IOException {
    var vsh = cluster.kubectl("guest", "vsh", "red-3", "--", "vi", "/tmp/poem");
    try (var terminal = new Tmux(vsh, 80, 24)) {
      terminal.awaitScreen("/tmp/poem");
      terminal.press("iRoses are red", "Escape");
      terminal.awaitScreen("Roses are red");
      terminal.resize(100, 40);
      // vi draws its status line in the last row, wherever that is.
      await().atMost(1, MINUTES).until(() -> terminal.screen().lines().count() >= 40);
      terminal.press(":wq", "Enter");
      assertEquals("0", terminal.awaitExit());
    }
    var poem = cluster.kubectl("guest", "vsh", "red-3", "--", "cat", "/tmp/poem").run();
    assertEquals("Roses are red\n", poem.succeeded());
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void aKilledAgentCostsTheSessionAndNotTheGuest(Cluster cluster) {
    var guests = new Guests(cluster);
    var qemu = guests.machine(guests.uid("red-3")).orElseThrow();
    var endless = "echo started; sleep 1000";
    var vsh = cluster.kubectl("guest", "vsh", "red-3", "--", "sh", "-c", endless);
    try (var open = new Viewer(vsh)) {
      open.awaitText("started");

      cluster.kill("agent");

      assertEquals(123, open.awaitEnd());
      assertTrue(open.errors().contains("connection"), open.errors());
    }
    cluster.up();

    var again = cluster.kubectl("guest", "vsh", "red-3", "--", "cat", "/tmp/peer").run();
    assertEquals("vsock peer is ready\n", again.succeeded());
    assertEquals("hello", relayed(cluster, "red-3", 4).succeeded());
    assertEquals(qemu.pid(), guests.machine(guests.uid("red-3")).orElseThrow().pid());
    assertNotEquals(0, qemu.pid());
  }

  /** The command as the arguments of a script of bash. */
  private static Command piped(Command command, String script) {
    var line = Stream.concat(Stream.of("bash", "-c", script, "bash"), command.line().stream());
    return new Command(line.toList(), new HashMap<>(command.environment()), command.input());
  }

  private static Path random(int size) throws IOException {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(directory.resolve("random-" + size), bytes);
  }

  private static String sum(Path file) {
    return new Command(List.of("bash", "-c", "sha256sum <" + file), Map.of(), "")
        .run()
        .succeeded()
        .strip();
  }
}
