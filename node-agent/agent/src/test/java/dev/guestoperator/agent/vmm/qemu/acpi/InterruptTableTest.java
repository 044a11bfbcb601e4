package dev.guestoperator.agent.vmm.qemu.acpi;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestoperator.agent.api.DesiredGuest.Interrupt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The golden files are tables that ACPICA's {@code iasl -d} reads as the ASL in {@link
 * InterruptTable}, without a remark; to read one: {@code xxd -r -p line-5.hex t.aml; iasl -d
 * t.aml}.
 */
class InterruptTableTest {
  @Test
  void oneLineIsAsTheReferenceDisassemblerReadIt() throws Exception {
    assertArrayEquals(golden("line-5.hex"), InterruptTable.of(Set.of(5)));
  }

  @Test
  void allLinesAreAsTheReferenceDisassemblerReadThem() throws Exception {
    assertArrayEquals(golden("all-lines.hex"), InterruptTable.of(Interrupt.FREE_LINES));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void lengthsAndChecksumAreRightForAnyNumberOfLines(int count) {
    var lines =
        new TreeSet<>(Interrupt.FREE_LINES).stream().limit(count).collect(Collectors.toSet());

    var table = InterruptTable.of(lines);

    var header = ByteBuffer.wrap(table).order(LITTLE_ENDIAN);
    assertEquals(table.length, header.getInt(4));
    assertEquals(0, (byte) IntStream.range(0, table.length).map(i -> table[i]).sum());
    assertEquals(table.length, 37 + packageLength(table, 37));
    assertEquals(count, new String(table, US_ASCII).split("ACPI0013", -1).length - 1);
  }

  @Test
  void linesThatTheMachineUsesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> InterruptTable.of(Set.of(5, 4)));
    assertThrows(IllegalArgumentException.class, () -> InterruptTable.of(Set.of()));
  }

  /** As an interpreter reads it. */
  private static int packageLength(byte[] table, int at) {
    var more = (table[at] & 0xFF) >> 6;
    var length = more == 0 ? table[at] & 0x3F : table[at] & 0x0F;
    for (var i = 1; i <= more; i++) {
      length |= (table[at + i] & 0xFF) << (8 * i - 4);
    }
    return length;
  }

  private static byte[] golden(String name) throws IOException {
    try (var in = InterruptTableTest.class.getResourceAsStream(name)) {
      return HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).replace("\n", ""));
    }
  }
}
