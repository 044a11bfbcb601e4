package dev.guestoperator.kubectl.command;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.Invocation;
import dev.guestoperator.kubectl.stream.FakeGateway;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortForwardCommandTest {
  private static final String REFUSED =
      "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"ConnectionRefused\",\"message\":\"nobody listens at port 22\"}";

  @TempDir Path directory;
  private FakeGateway gateway;
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
    server = new ApiServer();
    gateway.standBefore(server.url());
    server
        .client()
        .resource(Serialization.unmarshal("kind: Guest\nmetadata: {name: hello}", Guest.class))
        .inNamespace("lab")
        .create();
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    server.close();
  }

  @Test
  void eachConnectionIsASessionOfItsOwn() throws Exception {
    var forward = forward("0:22 0:80");
    try (var one = connect(forward, 0);
        var viewer = gateway.viewer();
        var two = connect(forward, 1);
        var other = gateway.viewer()) {
      assertEquals("guests/hello:22/portforward", gateway.asked().getFirst());
      assertEquals("guests/hello:80/portforward", gateway.asked().getLast());

      write(one, "first");
      write(two, "second");
      await().until(() -> viewer.typed().equals("first") && other.typed().equals("second"));
      other.print("to two");
      viewer.print("to one");

      assertEquals("to one", read(one, 6));
      assertEquals("to two", read(two, 6));
    }
  }

  @Test
  void eachDirectionEndsAlone() throws Exception {
    var forward = forward("0:22");
    try (var client = connect(forward, 0);
        var viewer = gateway.viewer()) {
      write(client, "request");
      client.shutdownOutput();
      await().until(viewer::inputEnded);
      assertEquals("request", viewer.typed());

      viewer.print("answer");
      viewer.endOutput();
      assertEquals("answer", new String(client.getInputStream().readAllBytes()));
      viewer.exit(0);
    }
    try (var client = connect(forward, 0);
        var viewer = gateway.viewer()) {
      viewer.endOutput();
      assertEquals(-1, client.getInputStream().read());
      write(client, "still here");
      await().until(() -> viewer.typed().equals("still here"));
      viewer.exit(0);
    }
  }

  @Test
  void aRefusalIsToldAndTheNextConnectionIsServed() throws Exception {
    gateway.refuseOnce("502 Bad Gateway", REFUSED);
    var forward = forward("0:22");

    try (var client = connect(forward, 0)) {
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
    assertEquals(
        "error: forwarding to port 22 of guest hello: nobody listens at port 22\n", forward.err());

    try (var client = connect(forward, 0);
        var viewer = gateway.viewer()) {
      viewer.print("x");
      assertEquals("x", read(client, 1));
    }
  }

  @Test
  void aResetDoesNotLookLikeAnEnd() throws Exception {
    var forward = forward("0:22");
    try (var client = connect(forward, 0);
        var viewer = gateway.viewer()) {
      viewer.print("half");
      assertEquals("half", read(client, 4));
      viewer.status(
          "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"ConnectionReset\",\"message\":\"reset by the guest\"}");

      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
    assertTrue(forward.err().endsWith("guest hello: reset by the guest\n"), forward.err());
  }

  @Test
  void connectionsBeyondTheRoomWait() throws Exception {
    var forward = forward("0:22");
    var clients = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 130; i++) {
        clients.add(connect(forward, 0));
      }
      var first = gateway.viewer();
      for (int i = 1; i < 128; i++) {
        gateway.viewer();
      }
      assertFalse(gateway.hasMoreViewers());

      first.exit(0);

      var next = gateway.viewer();
      next.print("x");
      assertEquals("x", read(clients.get(128), 1));
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aUnixSocketIsForItsUserOnly() throws Exception {
    var path = directory.resolve("ssh.sock");
    var forward = start("port-forward hello " + path + ":22");
    await().until(() -> forward.out().equals("Forwarding from " + path + " -> 22\n"));

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    try (var client = SocketChannel.open(UnixDomainSocketAddress.of(path));
        var viewer = gateway.viewer()) {
      client.write(ByteBuffer.wrap("hi".getBytes(StandardCharsets.UTF_8)));
      client.shutdownOutput();
      await().until(viewer::inputEnded);
      assertEquals("hi", viewer.typed());
      viewer.exit(0);
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void otherAddressesCanBeListenedOn() throws Exception {
    var forward = start("port-forward hello 0:22 --address ::1");

    await().until(() -> forward.out().matches("Forwarding from \\[[0:]+1]:\\d+ -> 22\n"));
  }

  @Test
  void anAddressThatIsTakenIsAFailure() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var forward = start("port-forward hello %d:22".formatted(taken.getLocalPort()));

      assertEquals(1, forward.exit());
      assertEquals(
          "error: cannot listen on 127.0.0.1:%d: Address already in use\n"
              .formatted(taken.getLocalPort()),
          forward.err());
    }
  }

  @Test
  void aWrongNameShowsAtOnce() throws Exception {
    var forward = start("port-forward hallo 0:22");

    assertEquals(1, forward.exit());
    assertEquals("error: guest hallo does not exist in namespace lab\n", forward.err());
  }

  @Test
  void theGuestItselfNeedNotBeReadable() throws Exception {
    server.forbid("/apis/guest-operator.dev/v1alpha1/namespaces/lab/guests/hello");

    forward("0:22");
  }

  private Invocation forward(String ports) throws IOException {
    var forward = start("port-forward hello " + ports);
    await().until(() -> forward.out().lines().count() == ports.split(" ").length);
    return forward;
  }

  private Invocation start(String line) throws IOException {
    return Invocation.start(InputStream.nullInputStream(), directory, gateway.url(), line);
  }

  private static Socket connect(Invocation forward, int line) throws IOException {
    var announced = forward.out().lines().toList().get(line);
    var port = announced.replaceFirst("Forwarding from 127\\.0\\.0\\.1:(\\d+) -> \\d+", "$1");
    return new Socket("127.0.0.1", Integer.parseInt(port));
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }
}
