package dev.guestoperator.agent.http;

import dev.guestoperator.agent.serial.SessionEnd;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

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
  private static final byte ERROR = 3;
  private static final byte CLOSE = (byte) 255;

  private Channels() {}

  /** What a client says. */
  sealed interface Message {
    record Input(byte[] bytes) implements Message {}

    record InputEnds() implements Message {}

    /** Such as the size of its window: a serial port has none. */
    record Other() implements Message {}
  }

  static Message parse(Buffer message) {
    if (message.length() == 0) {
      return new Message.Other();
    }
    return switch (message.getByte(0)) {
      case STDIN -> new Message.Input(message.getBytes(1, message.length()));
      case CLOSE -> endsInput(message) ? new Message.InputEnds() : new Message.Other();
      default -> new Message.Other();
    };
  }

  private static boolean endsInput(Buffer message) {
    return message.length() == 2 && message.getByte(1) == STDIN;
  }

  static Buffer output(byte[] bytes) {
    return Buffer.buffer(1 + bytes.length).appendByte(STDOUT).appendBytes(bytes);
  }

  /** A Status of Kubernetes, so that clients print why they were sent away. */
  static Buffer end(SessionEnd end) {
    var status =
        new JsonObject()
            .put("kind", "Status")
            .put("apiVersion", "v1")
            .put("metadata", new JsonObject())
            .put("status", "Failure")
            .put("message", end.message())
            .put("reason", end.reason())
            .put("code", end.code());
    return Buffer.buffer().appendByte(ERROR).appendBuffer(status.toBuffer());
  }
}
