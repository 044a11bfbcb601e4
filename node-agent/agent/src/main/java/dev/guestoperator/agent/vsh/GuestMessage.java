package dev.guestoperator.agent.vsh;

/** What a client sends to the guest. */
sealed interface GuestMessage {
  /** Of data in one message: as much as every server takes. */
  int DATA_LIMIT = 4000;

  byte[] body();

  /**
   * Input.
   *
   * @param bytes at most {@link #DATA_LIMIT}; none is the end of input
   */
  record Data(byte[] bytes) implements GuestMessage {
    @Override
    public byte[] body() {
      var data = new ProtoWriter().number(1, StdioStream.STDIN.number);
      if (bytes.length > 0) {
        data.bytes(2, bytes);
      }
      return new ProtoWriter().bytes(1, data.toByteArray()).toByteArray();
    }
  }

  /** The terminal has another size. */
  record Resize(WindowSize size) implements GuestMessage {
    @Override
    public byte[] body() {
      var window = new ProtoWriter().number(1, size.rows()).number(2, size.columns());
      return new ProtoWriter().bytes(3, window.toByteArray()).toByteArray();
    }
  }

  /** A signal for the program, not for those that it started. */
  record Kill(Signal signal) implements GuestMessage {
    @Override
    public byte[] body() {
      return new ProtoWriter().number(4, signal.number).toByteArray();
    }
  }
}
