package dev.guestoperator.agent.vsh;

/**
 * SetupConnectionResponse: whether there is a session.
 *
 * @param pid of the program in the guest, if READY
 */
record SetupResponse(ConnectionStatus status, String description, int pid) {

  static SetupResponse parse(byte[] body) throws ProtocolException {
    var status = ConnectionStatus.UNKNOWN;
    var description = "";
    var pid = 0;
    var reader = new ProtoReader(body);
    while (reader.next()) {
      if (reader.is(1, WireType.VARINT)) {
        status = ConnectionStatus.of(reader.number());
      } else if (reader.is(2, WireType.BYTES)) {
        description = reader.string();
      } else if (reader.is(3, WireType.VARINT)) {
        pid = (int) reader.number();
      }
    }
    return new SetupResponse(status, description, pid);
  }
}
