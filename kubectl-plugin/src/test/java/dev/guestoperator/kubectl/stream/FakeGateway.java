package dev.guestoperator.kubectl.stream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server that speaks WebSocket (RFC 6455) by hand, so that it can misbehave at every step. Each
 * client becomes a {@link Viewer}, which the test holds the strings of.
 */
public final class FakeGateway implements AutoCloseable {
  private static final String PREFIX = "/apis/subresources.guest-operator.dev/v1alpha1/namespaces/";

  private final ServerSocket server;
  private final LinkedBlockingQueue<Viewer> viewers = new LinkedBlockingQueue<>();
  private final Deque<Refusal> refusals = new ConcurrentLinkedDeque<>();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private volatile URI apiServer;

  private record Refusal(String path, String statusLine, String body, boolean once) {}

  /** What a client asked for. */
  public record Request(String path, Map<String, String> headers) {}

  public FakeGateway() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Switch: answers with this instead of an upgrade. */
  public void refuse(String statusLine, String body) {
    refusals.add(new Refusal("", statusLine, body, false));
  }

  /** Switch: the same, for the next request only; several are answered in turn. */
  public void refuseOnce(String statusLine, String body) {
    refusals.add(new Refusal("", statusLine, body, true));
  }

  /** Switch: the same, for what is asked for under this part of a path. */
  public void refusePath(String path, String statusLine, String body) {
    refusals.add(new Refusal(path, statusLine, body, false));
  }

  /** Switch: refuses nothing any more. */
  public void accept() {
    refusals.clear();
  }

  /** Switch: passes all that is not for a gateway on to this API server. */
  public void standBefore(String url) {
    apiServer = URI.create(url);
  }

  /** The paths of all sessions that were asked for, from below the namespace on. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** The next client that attached. */
  public Viewer viewer() throws InterruptedException {
    var viewer = viewers.poll(30, TimeUnit.SECONDS);
    if (viewer == null) {
      throw new AssertionError("nobody attached");
    }
    return viewer;
  }

  public boolean hasMoreViewers() {
    return !viewers.isEmpty();
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try {
      var in = new BufferedInputStream(socket.getInputStream());
      var head = readHead(in);
      var request = request(head);
      if (apiServer != null && !request.path.startsWith(PREFIX)) {
        passOn(head, in, socket);
        return;
      }
      asked.add(request.path.replaceFirst(PREFIX + "[^/]*/", ""));
      var refusal = refusals.stream().filter(r -> request.path.contains(r.path)).findFirst();
      if (refusal.isPresent()) {
        refuse(socket, refusal.get());
        return;
      }
      answer(
          socket,
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\nSec-WebSocket-Accept: %s\r\n\r\n"
                  .formatted(accept(request.headers.get("sec-websocket-key"))));
      var viewer = new Viewer(request, socket, in);
      viewers.add(viewer);
      viewer.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void refuse(Socket socket, Refusal refusal) throws IOException {
    if (refusal.once) {
      refusals.remove(refusal);
    }
    answer(
        socket,
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(refusal.statusLine, refusal.body.length(), refusal.body));
    socket.close();
  }

  private void passOn(List<String> head, InputStream in, Socket client) throws IOException {
    try (client;
        var server = new Socket(apiServer.getHost(), apiServer.getPort())) {
      answer(server, String.join("\r\n", head) + "\r\n\r\n");
      Thread.ofVirtual().start(() -> copy(in, server));
      server.getInputStream().transferTo(client.getOutputStream());
    }
  }

  private static void copy(InputStream in, Socket to) {
    try {
      in.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // The other direction ends as well then.
    }
  }

  private static List<String> readHead(InputStream in) throws IOException {
    var head = new ArrayList<String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      head.add(line);
    }
    return head;
  }

  private static Request request(List<String> head) {
    var headers = new LinkedHashMap<String, String>();
    for (var line : head.subList(1, head.size())) {
      var colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    return new Request(head.getFirst().split(" ")[1], headers);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  private static void answer(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String accept(String key) {
    try {
      var guid = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
      var hash = MessageDigest.getInstance("SHA-1").digest(guid.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
