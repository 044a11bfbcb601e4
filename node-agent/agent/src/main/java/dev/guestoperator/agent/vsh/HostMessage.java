package dev.guestoperator.agent.vsh;

import java.util.OptionalInt;

/** What the guest sends. */
sealed interface HostMessage {
  /** Written to standard output; nothing is the end of it. */
  record Output(byte[] bytes) implements HostMessage {}

  /** Written to standard error; nothing is the end of it. */
  record ErrorOutput(byte[] bytes) implements HostMessage {}

  /**
   * The state of the session.
   *
   * @param code what the program exited with or, bare, the signal that ended it
   */
  record Status(ConnectionStatus status, String description, int code) implements HostMessage {}

  /** Without meaning to this client. */
  record Unknown() implements HostMessage {}

  static HostMessage parse(byte[] body) throws ProtocolException {
    HostMessage message = new Unknown();
    var reader = new ProtoReader(body);
    while (reader.next()) {
      if (reader.is(1, WireType.BYTES)) {
        message = data(new ProtoReader(reader.bytes()));
      } else if (reader.is(2, WireType.BYTES)) {
        message = status(new ProtoReader(reader.bytes()));
      }
    }
    return message;
  }

  private static HostMessage data(ProtoReader reader) throws ProtocolException {
    var stream = OptionalInt.empty();
    var bytes = new byte[0];
    while (reader.next()) {
      if (reader.is(1, WireType.VARINT)) {
        stream = OptionalInt.of((int) reader.number());
      } else if (reader.is(2, WireType.BYTES)) {
        bytes = reader.bytes();
      }
    }
    if (stream.equals(OptionalInt.of(StdioStream.STDOUT.number))) {
      return new Output(bytes);
    }
    return stream.equals(OptionalInt.of(StdioStream.STDERR.number))
        ? new ErrorOutput(bytes)
        : new Unknown();
  }

  private static HostMessage status(ProtoReader reader) throws ProtocolException {
    var status = ConnectionStatus.UNKNOWN;
    var description = "";
    var code = 0;
    while (reader.next()) {
      if (reader.is(1, WireType.VARINT)) {
        status = ConnectionStatus.of(reader.number());
      } else if (reader.is(2, WireType.BYTES)) {
        description = reader.string();
      } else if (reader.is(3, WireType.VARINT)) {
        code = reader.zigzag();
      }
    }
    return new Status(status, description, code);
  }
}
