package dev.guestoperator.kubectl.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.stream.Session.Liveness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final Liveness IMPATIENT =
      new Liveness(Duration.ofMillis(20), Duration.ofMillis(500));

  private final HttpClient http = HttpClient.newHttpClient();
  private FakeGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    http.shutdownNow();
  }

  @Test
  void aPeerThatVanishedIsLost() throws Exception {
    var session = dial(new ByteArrayOutputStream(), IMPATIENT);
    gateway.viewer().answerNoPings();

    assertEquals(new SessionEnd.Lost("no sign of life"), session.await());
  }

  @Test
  void aSilentPeerThatAnswersPingsIsNotLost() throws Exception {
    var session = dial(new ByteArrayOutputStream(), IMPATIENT);
    var end = CompletableFuture.supplyAsync(() -> ended(session));
    var viewer = gateway.viewer();

    await().until(() -> viewer.pings() > 50);

    assertFalse(end.isDone());
    session.leave();
    assertInstanceOf(SessionEnd.Left.class, end.join());
  }

  @Test
  void aStalledOutputHoldsThePeerBackAndIsNoLoss() throws Exception {
    var stall = new Stall();
    var session = dial(stall, IMPATIENT);
    var end = CompletableFuture.supplyAsync(() -> ended(session));
    var viewer = gateway.viewer();
    var sent = new AtomicInteger();
    var printer = Thread.ofVirtual().start(() -> printUntilCut(viewer, sent));
    assertTrue(stall.reached.await(60, TimeUnit.SECONDS));

    // Pings stay unanswered for longer than the limit, since nothing is read.
    var before = sent.get();
    await().during(Duration.ofSeconds(1)).until(() -> !end.isDone());

    assertTrue(sent.get() < 64 * 1024, "sent " + sent + " KiB, " + before + " before");
    stall.over.countDown();
    await().until(() -> sent.get() > before);
    session.leave();
    end.join();
    viewer.close();
    printer.join();
  }

  @Test
  void outputThatCannotBeWrittenEndsTheSession() throws Exception {
    var session =
        dial(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            },
            Liveness.DEFAULT);

    gateway.viewer().print("hello");

    assertEquals(
        new SessionEnd.Unwritable("cannot write the guest's output: Broken pipe"), session.await());
  }

  @Test
  void channelsAreToldApart() throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var session = new Session(out, err, Liveness.DEFAULT);
    connect(session);
    var viewer = gateway.viewer();

    viewer.print("out");
    viewer.send(2, "err".getBytes(StandardCharsets.UTF_8));
    viewer.send(9, "of a later protocol".getBytes(StandardCharsets.UTF_8));
    viewer.send(255, new byte[] {1});
    viewer.status("{\"kind\":\"Status\",\"status\":\"Success\"}");

    assertInstanceOf(SessionEnd.Succeeded.class, session.await());
    assertEquals("out", out.toString(StandardCharsets.UTF_8));
    assertEquals("err", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void nothingCanBeSentWhenItIsOver() throws Exception {
    var session = dial(new ByteArrayOutputStream(), Liveness.DEFAULT);
    gateway.viewer();

    session.close();

    assertThrows(IOException.class, () -> session.input().write(1));
  }

  private Session dial(OutputStream out, Liveness liveness) {
    var session = new Session(out, OutputStream.nullOutputStream(), liveness);
    connect(session);
    return session;
  }

  private void connect(Session session) {
    http.newWebSocketBuilder()
        .subprotocols(Channel.PROTOCOL)
        .buildAsync(URI.create(gateway.url().replace("http", "ws")), session)
        .join();
  }

  private static SessionEnd ended(Session session) {
    try {
      return session.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void printUntilCut(Viewer viewer, AtomicInteger sent) {
    var kibibyte = "x".repeat(1024);
    try {
      while (true) {
        viewer.print(kibibyte);
        sent.incrementAndGet();
      }
    } catch (IOException cut) {
      // That is how this ends.
    }
  }

  private static final class Stall extends OutputStream {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public void write(int b) throws IOException {
      reached.countDown();
      try {
        over.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      write(0);
    }
  }
}
