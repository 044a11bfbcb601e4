package dev.guestoperator.agent.vsh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  private static final long SEED = 0x9e3779b97f4a7c15L;

  @Test
  void inputIsTheGoldenFrame() throws Exception {
    assertFrame("stdin", new GuestMessage.Data("ls\n".getBytes(StandardCharsets.UTF_8)));
    assertFrame("stdin-eof", new GuestMessage.Data(new byte[0]));
  }

  @Test
  void resizeAndSignalAreTheGoldenFrames() throws Exception {
    assertFrame("resize-24x80", new GuestMessage.Resize(new WindowSize(24, 80)));
    assertFrame("signal-int", new GuestMessage.Kill(Signal.INT));
  }

  @Test
  void requestsAreTheGoldenFrames() throws Exception {
    var ls =
        new SetupRequest(
            "", "", Map.of("TERM", "xterm"), List.of("ls"), true, WindowSize.UNKNOWN, "", 0);
    var shell =
        new SetupRequest(
            "/vm_shell", "chronos", Map.of(), List.of(), false, new WindowSize(24, 80), "", 0);

    assertFrame("setup-ls", ls.body());
    assertFrame("setup-vm-shell", shell.body());
  }

  @Test
  void emptyArgumentsAreKept() {
    var body = SetupRequest.command("printf", "").body();

    assertEquals("40012a067072696e74662a00", HexFormat.of().formatHex(body));
  }

  @Test
  void readyTellsTheProcess() throws Exception {
    assertEquals(
        new SetupResponse(ConnectionStatus.READY, "vsh ready", 42),
        SetupResponse.parse(Golden.body("ready-42")));
  }

  @Test
  void outputIsTheGoldenFrame() throws Exception {
    var hi =
        assertInstanceOf(HostMessage.Output.class, HostMessage.parse(Golden.body("stdout-hi")));
    var end =
        assertInstanceOf(HostMessage.Output.class, HostMessage.parse(Golden.body("stdout-eof")));

    assertEquals("hi", new String(hi.bytes(), StandardCharsets.UTF_8));
    assertEquals(0, end.bytes().length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 137})
  void exitIsTheGoldenFrame(int code) throws Exception {
    assertEquals(
        new HostMessage.Status(ConnectionStatus.EXITED, "target process has exited", code),
        HostMessage.parse(Golden.body("exited-" + code)));
  }

  @ParameterizedTest
  @CsvSource({
    "0a, no length",
    "0a0308, cut short",
    "0a04080212, cut short",
    "0aff01, longer than the message",
    "0affffffffffffffffff01, as long as can be",
    "0000, field 0",
    "0b0c, a group",
    "0f, no type",
    "30ffffffffffffffffffffff01, a number of more than ten bytes",
    "12030801ff, no end within a status",
    "12031201ff, not UTF-8"
  })
  void refusesWhatIsNoMessage(String hex, String why) {
    var body = HexFormat.of().parseHex(hex);

    assertThrows(ProtocolException.class, () -> HostMessage.parse(body), why);
  }

  @Test
  void skipsWhatItDoesNotKnow() throws Exception {
    var body = HexFormat.of().parseHex("58016131323334353637386a027a7a75313233340801");

    assertEquals(new HostMessage.Unknown(), HostMessage.parse(body));
    assertEquals(new HostMessage.Unknown(), HostMessage.parse(new byte[0]));
  }

  @Test
  void damagedMessagesAreParsedOrRefused() {
    var random = new Random(SEED);
    var golden = Golden.body("exited-137");
    for (int round = 0; round < 20_000; round++) {
      var body = golden.clone();
      for (int i = 0; i < 3; i++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      parseOrRefuse(body);
    }
  }

  private static void parseOrRefuse(byte[] body) {
    try {
      HostMessage.parse(body);
    } catch (ProtocolException refused) {
      assertEquals(ProtocolException.class, refused.getClass());
    }
  }

  private static void assertFrame(String golden, GuestMessage message) throws IOException {
    assertFrame(golden, message.body());
  }

  private static void assertFrame(String golden, byte[] body) throws IOException {
    var out = new ByteArrayOutputStream();

    new Frames(InputStream.nullInputStream(), out).write(List.of(body));

    assertArrayEquals(Golden.frame(golden), out.toByteArray());
  }
}
