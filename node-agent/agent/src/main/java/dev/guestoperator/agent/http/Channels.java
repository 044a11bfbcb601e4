package dev.guestoperator.agent.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.guestoperator.agent.vsh.WindowSize;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Messages of {@code v5.channel.k8s.io}: the first byte names the channel. See the constants of
 * k8s.io/apimachinery/pkg/util/remotecommand and of k8s.io/client-go/tools/remotecommand/v5.go.
 */
final class Channels {
  static final String PROTOCOL = "v5.channel.k8s.io";

  /** With the channel byte, a message is at most this long. */
  static final int MAXIMUM_MESSAGE = 32 * 1024;

  private static final byte STDIN = 0;
  private static final byte STDOUT = 1;
  private static final byte STDERR = 2;
  private static final byte ERROR = 3;
  private static final byte RESIZE = 4;
  private static final byte CLOSE = (byte) 255;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Channels() {}

  /** Where a guest's output goes. */
  enum Output {
    OUT(STDOUT),
    ERR(STDERR);

    private final byte channel;

    Output(byte channel) {
      this.channel = channel;
    }
  }

  /** What a client says. */
  sealed interface Message {
    record Input(byte[] bytes) implements Message {}

    record InputEnds() implements Message {}

    record Resize(WindowSize size) implements Message {}

    /** Without meaning. */
    record Other() implements Message {}

    /** The client is gone; nothing follows. */
    record Gone() implements Message {}
  }

  static Message parse(Buffer message) {
    if (message.length() == 0) {
      return new Message.Other();
    }
    return switch (message.getByte(0)) {
      case STDIN -> new Message.Input(message.getBytes(1, message.length()));
      case RESIZE -> resize(message.getBytes(1, message.length()));
      case CLOSE -> endsInput(message) ? new Message.InputEnds() : new Message.Other();
      default -> new Message.Other();
    };
  }

  private static boolean endsInput(Buffer message) {
    return message.length() == 2 && message.getByte(1) == STDIN;
  }

  private static Message resize(byte[] json) {
    try {
      var size = JSON.readTree(json);
      return new Message.Resize(new WindowSize(number(size, "Height"), number(size, "Width")));
    } catch (IOException malformed) {
      return new Message.Other();
    }
  }

  private static int number(JsonNode size, String name) {
    return Math.clamp(size.path(name).asLong(), 0, 65535);
  }

  static Buffer output(byte[] bytes) {
    return output(Output.OUT, bytes, 0, bytes.length);
  }

  static Buffer output(Output output, byte[] bytes, int from, int length) {
    return Buffer.buffer(1 + length).appendByte(output.channel).appendBytes(bytes, from, length);
  }

  /** Nothing more comes on this channel, while the session goes on. */
  static Buffer ended(Output output) {
    return Buffer.buffer(2).appendByte(CLOSE).appendByte(output.channel);
  }

  /** A Status of Kubernetes, so that clients print why they were sent away. */
  static Buffer end(LastWord end) {
    var status = JSON.createObjectNode().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    describe(end, status);
    try {
      return Buffer.buffer().appendByte(ERROR).appendBytes(JSON.writeValueAsBytes(status));
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void describe(LastWord end, ObjectNode status) {
    switch (end) {
      case LastWord.Success() -> status.put("status", "Success");
      case LastWord.Failure(var code, var reason, var message) ->
          status
              .put("status", "Failure")
              .put("message", message)
              .put("reason", reason)
              .put("code", code);
      case LastWord.Exited(var code) ->
          status
              .put("status", "Failure")
              .put("message", "command terminated with exit code " + code)
              .put("reason", "NonZeroExitCode")
              .putObject("details")
              .putArray("causes")
              .addObject()
              .put("reason", "ExitCode")
              .put("message", Integer.toString(code));
    }
  }
}
