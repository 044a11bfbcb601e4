package dev.guestoperator.kubectl.stream;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The gateway's end of one session. */
public final class Viewer implements AutoCloseable {
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;

  private final FakeGateway.Request request;
  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream typed = new ByteArrayOutputStream();
  private final Queue<String> resizes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pongs = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private volatile boolean inputEnded;
  private volatile boolean gone;
  private volatile boolean answersPings = true;
  private volatile int closeCode;

  Viewer(FakeGateway.Request request, Socket socket, InputStream in) {
    this.request = request;
    this.socket = socket;
    this.in = new DataInputStream(in);
  }

  public FakeGateway.Request request() {
    return request;
  }

  /** What the client sent as input so far. */
  public String typed() {
    synchronized (typed) {
      return typed.toString(StandardCharsets.UTF_8);
    }
  }

  public byte[] typedBytes() {
    synchronized (typed) {
      return typed.toByteArray();
    }
  }

  /** The messages on the channel of window sizes. */
  public List<String> resizes() {
    return List.copyOf(resizes);
  }

  public boolean inputEnded() {
    return inputEnded;
  }

  /** Whether the client has left without ending its input. */
  public boolean isGone() {
    return gone;
  }

  public int pongs() {
    return pongs.get();
  }

  public int pings() {
    return pings.get();
  }

  /** The code of the client's close frame, or 0. */
  public int closeCode() {
    return closeCode;
  }

  /** Switch: a peer that vanished without a word. */
  public void answerNoPings() {
    answersPings = false;
  }

  public void print(String text) throws IOException {
    send(1, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Says that output has ended; the session goes on. */
  public void endOutput() throws IOException {
    send(255, new byte[] {1});
  }

  /** The end of a program with this exit code; any other end than 0 is a failure. */
  public void exit(int code) throws IOException {
    status(
        code == 0
            ? "{\"kind\":\"Status\",\"status\":\"Success\"}"
            : """
              {"kind":"Status","status":"Failure","reason":"NonZeroExitCode",
               "message":"command terminated with exit code %1$d",
               "details":{"causes":[{"reason":"ExitCode","message":"%1$d"}]}}
              """
                .formatted(code));
    close(1000);
  }

  public void status(String json) throws IOException {
    send(3, json.getBytes(StandardCharsets.UTF_8));
  }

  public void send(int channel, byte[] payload) throws IOException {
    var message = new byte[payload.length + 1];
    message[0] = (byte) channel;
    System.arraycopy(payload, 0, message, 1, payload.length);
    frame(BINARY, true, message);
  }

  /** One message in two frames; the second has no tag. */
  public void printInParts(String first, String second) throws IOException {
    frame(BINARY, false, ("\1" + first).getBytes(StandardCharsets.UTF_8));
    frame(0, true, second.getBytes(StandardCharsets.UTF_8));
  }

  public void ping() throws IOException {
    frame(PING, true, new byte[] {7});
  }

  public void close(int code) throws IOException {
    frame(CLOSE, true, new byte[] {(byte) (code >> 8), (byte) code});
  }

  /** Cuts the connection in the middle of things. */
  @Override
  public void close() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private synchronized void frame(int opcode, boolean last, byte[] payload) throws IOException {
    var frame = new ByteArrayOutputStream();
    frame.write((last ? FINAL : 0) | opcode);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else {
      frame.write(126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    frame.writeBytes(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /** Reads until the client is gone. */
  void read() {
    try {
      while (true) {
        readFrame();
      }
    } catch (IOException e) {
      gone = !inputEnded;
      inputEnded = true;
    }
  }

  private void readFrame() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0f;
    int length = in.readUnsignedByte() & 0x7f;
    length = length == 126 ? in.readUnsignedShort() : length;
    var mask = in.readNBytes(4);
    var payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    switch (opcode) {
      case BINARY -> message(payload);
      case CLOSE -> closeCode = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
      case PONG -> pongs.incrementAndGet();
      case PING -> {
        pings.incrementAndGet();
        if (answersPings) {
          frame(PONG, true, payload);
        }
      }
      default -> throw new IOException("unexpected opcode " + opcode);
    }
  }

  private void message(byte[] payload) {
    switch (payload[0]) {
      case 0 -> {
        synchronized (typed) {
          typed.write(payload, 1, payload.length - 1);
        }
      }
      case 4 -> resizes.add(new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8));
      case (byte) 255 -> inputEnded = payload[1] == 0;
      default ->
          throw new IllegalStateException("a client has no business on channel " + payload[0]);
    }
  }
}
