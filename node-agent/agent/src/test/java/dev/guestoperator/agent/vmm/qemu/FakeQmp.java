package dev.guestoperator.agent.vmm.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** QEMU's end of a QMP connection, and what can be wrong with it. */
final class FakeQmp implements AutoCloseable {
  enum Fault {
    NONE,
    NEVER_GREETS,
    GREETS_WITH_GARBAGE,
    GREETS_WITH_OTHER_JSON,
    HANGS_UP_AT_ONCE,
    HANGS_UP_IN_THE_MIDDLE_OF_A_LINE,
    SENDS_A_LINE_WITHOUT_END,
    REFUSES_CAPABILITIES,
    NEVER_ANSWERS,
    ANSWERS_OTHER_COMMANDS,
    REFUSES_COMMANDS
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GREETING =
      "{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}";

  private final SocketChannel channel;
  private final Fault fault;
  private final FakeBalloon balloon;
  private final List<String> commands = new CopyOnWriteArrayList<>();

  private final CountDownLatch hungUp = new CountDownLatch(1);

  private FakeQmp(SocketChannel channel, Fault fault, FakeBalloon balloon) {
    this.channel = channel;
    this.fault = fault;
    this.balloon = balloon;
  }

  /** Dials the socket and behaves like QEMU, but for the fault. */
  static FakeQmp dial(Path socket, Fault fault) throws IOException {
    return dial(socket, fault, new FakeBalloon(FakeBalloon.Fault.NONE));
  }

  /** The same, with this balloon. */
  static FakeQmp dial(Path socket, Fault fault, FakeBalloon balloon) throws IOException {
    var fake = new FakeQmp(SocketChannel.open(UnixDomainSocketAddress.of(socket)), fault, balloon);
    Thread.ofVirtual().start(fake::serve);
    return fake;
  }

  /** The commands that came, in order. */
  List<String> commands() {
    return List.copyOf(commands);
  }

  /** Waits until the agent has hung up. */
  void awaitHangUp() throws InterruptedException {
    if (!hungUp.await(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the agent holds the connection");
    }
  }

  void send(String line) throws IOException {
    write(line + "\r\n");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void serve() {
    try {
      greet();
      var lines = Channels.newReader(channel, StandardCharsets.UTF_8);
      new BufferedReader(lines).lines().forEach(this::answer);
    } catch (IOException | UncheckedIOException e) {
      commands.add("cut off");
    } finally {
      hungUp.countDown();
    }
  }

  private void greet() throws IOException {
    switch (fault) {
      case NEVER_GREETS -> {}
      case GREETS_WITH_GARBAGE -> send("220 mail.example.org ESMTP");
      case GREETS_WITH_OTHER_JSON -> send("[1, 2]");
      case HANGS_UP_AT_ONCE -> close();
      case HANGS_UP_IN_THE_MIDDLE_OF_A_LINE -> {
        send(GREETING);
        write("{\"return\":");
        close();
      }
      case SENDS_A_LINE_WITHOUT_END -> {
        while (channel.isOpen()) {
          write("{".repeat(4096));
        }
      }
      case NONE, REFUSES_CAPABILITIES, NEVER_ANSWERS, ANSWERS_OTHER_COMMANDS, REFUSES_COMMANDS ->
          send(GREETING);
    }
  }

  private void answer(String line) {
    try {
      var command = JSON.readTree(line);
      var name = command.path("execute").asText();
      commands.add(name);
      var negotiation = name.equals("qmp_capabilities");
      switch (fault) {
        case NEVER_ANSWERS -> {}
        case ANSWERS_OTHER_COMMANDS -> send("{\"return\": {}, \"id\": 4711}");
        case REFUSES_CAPABILITIES -> refuse(command);
        case REFUSES_COMMANDS -> {
          if (negotiation) {
            succeed(command, "{}");
          } else {
            refuse(command);
          }
        }
        default -> obey(command, name);
      }
      if (balloon.hangsUp()) {
        close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void obey(JsonNode command, String name) throws IOException {
    if (name.equals("query-status")) {
      succeed(command, "{\"status\": \"running\", \"running\": true}");
      return;
    }
    var answer = balloon.answer(name, command.path("arguments"));
    if (answer.isPresent()) {
      succeed(command, answer.get());
    } else {
      refuse(command);
    }
  }

  private void succeed(JsonNode command, String value) throws IOException {
    send("{\"return\": %s, \"id\": %s}".formatted(value, command.path("id")));
  }

  private void refuse(JsonNode command) throws IOException {
    send(
        "{\"error\": {\"class\": \"GenericError\", \"desc\": \"not now\"}, \"id\": %s}"
            .formatted(command.path("id")));
  }

  private void write(String text) throws IOException {
    var buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
