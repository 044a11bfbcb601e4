package dev.guestoperator.vsock.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PacketHeaderTest {
  // A shutdown as Linux 6.12 sends it.
  private static final String SHUTDOWN =
      "0300000000000000" // source CID
          + "0200000000000000" // destination CID
          + "d2040000" // source port
          + "28230000" // destination port
          + "00000000" // length
          + "0100" // type
          + "0400" // operation
          + "03000000" // flags
          + "00000400" // buf_alloc
          + "0a000000"; // fwd_cnt
  private static final PacketHeader HEADER =
      new PacketHeader(3, 2, 1234, 9000, 0, 1, Operation.SHUTDOWN, 3, 262144, 10);

  @Test
  void read() {
    assertEquals(HEADER, PacketHeader.read(segment(SHUTDOWN)));
  }

  @Test
  void write() {
    try (var arena = Arena.ofConfined()) {
      // In the guest's memory it may begin anywhere.
      var memory = arena.allocate(64, 16).asSlice(3, PacketHeader.SIZE);
      HEADER.write(memory);
      assertEquals(SHUTDOWN, HexFormat.of().formatHex(memory.toArray(ValueLayout.JAVA_BYTE)));
    }
  }

  @Test
  void numbersHaveNoSign() {
    var header = PacketHeader.read(segment("ff".repeat(PacketHeader.SIZE)));
    assertEquals(0xffff_ffffL, header.sourcePort());
    assertEquals(0xffff_ffffL, header.length());
    assertEquals(0xffff, header.type());
    assertEquals(Operation.INVALID, header.operation());
  }

  @Test
  void aRefusalGoesBack() {
    assertEquals(
        new PacketHeader(2, 3, 9000, 1234, 0, 1, Operation.RESET, 0, 0, 0), HEADER.refusal());
  }

  private static MemorySegment segment(String hex) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
  }
}
