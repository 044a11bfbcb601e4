package dev.guestoperator.agent.vsh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against servers that say what they say whatever they are told. */
class VshClientTest {
  private static final SetupRequest LS = SetupRequest.command("ls");

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final Sink out = new Sink();
  private final Sink err = new Sink();

  /** Knows whether it was closed. */
  private static final class Sink extends ByteArrayOutputStream {
    boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class Broken extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  @Test
  void theCodeOfTheProgramIsTheCodeOfTheSession() throws Exception {
    var end = open("ready-42", "stdout-hi", "exited-137").run(out, err);

    assertEquals(new VshEnd.Exited(137), end);
    assertEquals("hi", out.toString());
    assertFalse(out.closed);
  }

  @Test
  void aStreamThatEndsIsClosed() throws Exception {
    open("ready-42", "stdout-eof", "exited-0").run(out, err);

    assertTrue(out.closed);
    assertFalse(err.closed);
  }

  @Test
  void aConnectionThatEndsIsLost() throws Exception {
    assertEquals(new VshEnd.Lost("connection closed"), open("ready-42", "stdout-hi").run(out, err));
    assertEquals(123, new VshEnd.Lost("").exitCode());
  }

  @Test
  void aConnectionThatBreaksWithinAFrameIsLost() throws Exception {
    var received = bytes("ready-42", "exited-3");

    var end = open(Arrays.copyOf(received, received.length - 1)).run(out, err);

    assertEquals(new VshEnd.Lost("the connection ended within a frame"), end);
  }

  @Test
  void aServerThatGivesUpIsNoExit() throws Exception {
    byte[] failed = {8, 0, 0, 0, 0x12, 6, 0x08, 3, 0x12, 2, 'n', 'o'};

    var end = open(concat(bytes("ready-42"), failed)).run(out, err);

    assertEquals(new VshEnd.Failed("no"), end);
    assertEquals(123, end.exitCode());
  }

  @Test
  void aRefusalIsTold() {
    byte[] failed = {6, 0, 0, 0, 0x08, 3, 0x12, 2, 'n', 'o'};

    var problem = assertThrows(RefusedSessionException.class, () -> open(failed));

    assertEquals("The guest's vshd refuses the session: no", problem.getMessage());
  }

  @Test
  void silenceIsAFailure() {
    assertThrows(IOException.class, this::open);
    assertThrows(IOException.class, () -> open(new byte[] {1, 2}));
    assertThrows(
        IOException.class, () -> VshClient.open(InputStream.nullInputStream(), new Broken(), LS));
  }

  @Test
  void whatDoesNotFitIntoARequestIsRefused() throws Exception {
    var longest = SetupRequest.command("x".repeat(4091));
    var tooLong = SetupRequest.command("x".repeat(4092));

    assertEquals(42, open(longest, bytes("ready-42")).pid());
    assertThrows(RefusedSessionException.class, () -> open(tooLong, bytes("ready-42")));
    assertThrows(
        RefusedSessionException.class, () -> open(SetupRequest.command("a\0b"), bytes("ready-42")));
  }

  @Test
  void inputIsSentInMessagesAndEnds() throws Exception {
    var client = open("ready-42");
    sent.reset();

    client.input("ls\n".getBytes(StandardCharsets.UTF_8));
    client.endInput();

    assertArrayEquals(bytes("stdin", "stdin-eof"), sent.toByteArray());
  }

  @Test
  void inputThatIsNotTakenIsNoFailure() throws Exception {
    var in = new ByteArrayInputStream(bytes("ready-42", "stdout-hi", "exited-3"));
    var client = VshClient.open(in, new BrokenAfter(LS), LS);

    assertFalse(client.input(new byte[10_000]));
    assertFalse(client.signal(Signal.TERM));
    assertEquals(new VshEnd.Exited(3), client.run(out, err));
    assertEquals("hi", out.toString());
  }

  /** Breaks once the request has been sent. */
  private static final class BrokenAfter extends OutputStream {
    private int left;

    BrokenAfter(SetupRequest request) {
      left = Integer.BYTES + request.body().length;
    }

    @Override
    public void write(int b) throws IOException {
      if (left-- <= 0) {
        throw new IOException("Broken pipe");
      }
    }
  }

  @Test
  void outputThatCannotBeWrittenIsTold() throws Exception {
    var client = open("ready-42", "stdout-hi", "exited-0");

    assertThrows(IOException.class, () -> client.run(new Broken(), err));
  }

  private VshClient open(String... golden) throws IOException {
    return open(bytes(golden));
  }

  private VshClient open(byte[] received) throws IOException {
    return open(LS, received);
  }

  private VshClient open(SetupRequest request, byte[] received) throws IOException {
    return VshClient.open(new ByteArrayInputStream(received), sent, request);
  }

  private static byte[] bytes(String... golden) {
    return Arrays.stream(golden).map(Golden::frame).reduce(new byte[0], VshClientTest::concat);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    var both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
