package dev.guestoperator.vsock.vhostuser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestDecoderTest {
  @Test
  void whatQemuSends() throws Exception {
    assertEquals(new Request.GetFeatures(), decode(1, ""));
    assertEquals(new Request.SetFeatures(0x1_7000_0000L), decode(2, "0000007001000000"));
    assertEquals(new Request.SetOwner(), decode(3, ""));
    assertEquals(new Request.SetQueueSize(1, 128), decode(8, "0100000080000000"));
    assertEquals(new Request.SetQueueBase(1, 7), decode(10, "0100000007000000"));
    assertEquals(new Request.GetQueueBase(1), decode(11, "0100000000000000"));
    assertEquals(new Request.GetProtocolFeatures(), decode(15, ""));
    assertEquals(new Request.SetProtocolFeatures(0x208), decode(16, "0802000000000000"));
    assertEquals(new Request.SetQueueEnabled(1, true), decode(18, "0100000001000000"));
    assertEquals(
        new Request.GetConfig(0, 8, 0), decode(24, "0000000008000000000000000000000000000000"));
    assertEquals(
        new Request.SetQueueAddress(1, 0x10, 0x20, 0x30),
        decode(
            9,
            "0100000000000000 1000000000000000 2000000000000000 3000000000000000"
                + "0000000000000000"));
  }

  @Test
  void descriptorsComeWithTheirQueues() throws Exception {
    assertEquals(
        new Request.SetQueueKick(1, OptionalInt.of(42)), decode(12, "0100000000000000", 42));
    assertEquals(new Request.SetQueueCall(0, OptionalInt.empty()), decode(13, "0001000000000000"));
    assertEquals(
        new Request.SetQueueError(0, OptionalInt.of(42)), decode(14, "0000000000000000", 42));
  }

  @Test
  void aMemoryTableHasADescriptorPerRegion() throws Exception {
    var region = "0000000001000000 0000100000000000 0000000000000002 0010000000000000";
    assertEquals(
        new Request.SetMemoryTable(
            List.of(
                new RegionDescription(
                    0x1_0000_0000L, 0x10_0000, 0x0200_0000_0000_0000L, 0x1000, 42))),
        decode(5, "0100000000000000" + region, 42));
  }

  @ParameterizedTest(name = "message {0} with {1} and {2} descriptors")
  @CsvSource({
    "2, 00000070010000, 0, too short",
    "1, 00, 0, too long",
    "1, '', 1, carries descriptors",
    "2, 0000007001000000, 1, carries descriptors",
    "5, 0100000000000000, 0, 1 regions and 0 descriptors",
    "5, 0900000000000000, 9, 9 regions and 9 descriptors",
    "5, ffffffff00000000, 0, -1 regions and 0 descriptors",
    "5, 0100000000000000, 1, too short",
    "12, 0000000000000000, 0, 0 descriptors",
    "12, 0000000000000000, 2, 2 descriptors",
    "12, 0001000000000000, 1, 1 descriptors",
    "24, 000000000800000000000000, 0, wrong size",
    "6, '', 0, was not offered",
    "999, '', 0, was not offered"
  })
  void whatIsRefused(int code, String payload, int descriptors, String why) {
    var fds = new Integer[descriptors];
    java.util.Arrays.fill(fds, 42);
    var refusal = assertThrows(ProtocolException.class, () -> decode(code, payload, fds));
    assertEquals(true, refusal.getMessage().contains(why), refusal.getMessage());
  }

  private static Request decode(int code, String payload, Integer... fds) throws ProtocolException {
    var bytes = HexFormat.of().parseHex(payload.replace(" ", ""));
    return RequestDecoder.decode(
        code, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), List.of(fds));
  }
}
