package dev.guestoperator.agent.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PortTest {
  private static final int LIMIT = 64 * 1024;

  @TempDir Path directory;
  private Ports ports;
  private GuestPorts guest;
  private Port port;

  @BeforeEach
  void open() throws IOException {
    ports = new Ports(LIMIT);
    guest = ports.open(directory);
    port = guest.serial();
  }

  @AfterEach
  void close() throws IOException {
    ports.close();
  }

  @Test
  void viewersReadEachAtTheirOwnPace() throws Exception {
    try (var machine = new FakeMachine(directory, "serial");
        var early = view(new Scrollback.All())) {
      machine.says("one ");
      var first = read(early, 4);
      machine.says("two");
      try (var late = view(new Scrollback.All())) {
        assertEquals("one ", first);
        assertEquals("two", read(early, 3));
        assertEquals("one two", read(late, 7));
      }
    }
  }

  @Test
  void aViewerThatWaitsIsWoken() throws Exception {
    try (var machine = new FakeMachine(directory, "serial");
        var viewer = view(new Scrollback.Lines(0))) {
      var output = CompletableFuture.supplyAsync(() -> read(viewer, 5));
      machine.says("hello");

      assertEquals("hello", output.get(30, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, ''",
    "1, 'c'",
    "2, 'b\nc'",
    "3, 'a\nb\nc'",
    "9, 'a\nb\nc'",
  })
  void theLastLinesComeFirst(int lines, String expected) throws Exception {
    try (var machine = new FakeMachine(directory, "serial")) {
      machine.says("a\nb\nc");
      guest.end(SessionEnd.OFF);

      assertEquals(expected, readAll(view(new Scrollback.Lines(lines))));
    }
  }

  @Test
  void aLastLineThatIsCompleteCounts() throws Exception {
    try (var machine = new FakeMachine(directory, "serial")) {
      machine.says("a\nb\n");
      guest.end(SessionEnd.OFF);

      assertEquals("b\n", readAll(view(new Scrollback.Lines(1))));
    }
  }

  @Test
  void theLogIsBoundedAndItsOffsetsStay() throws Exception {
    try (var machine = new FakeMachine(directory, "serial");
        var slow = view(new Scrollback.All())) {
      for (var i = 0; i < 100; i++) {
        machine.says("0123456789abcdef".repeat(1024));
      }
      machine.says("the end");

      await().untilAsserted(() -> assertTrue(bytesOnDisk("serial.log") <= LIMIT + 8192));
      guest.end(SessionEnd.OFF);
      var seen = readAll(slow);
      assertTrue(seen.startsWith("\r\n["), seen.substring(0, 40));
      assertTrue(seen.contains("bytes are no longer kept]\r\n0123456789abcdef0123"));
      assertTrue(seen.endsWith("the end"));
      assertEquals(100 * 16 * 1024 + 7, Files.size(directory.resolve("serial.log")));
      assertFalse(seen.contains("\0"));
    }
  }

  @Test
  void aNewAgentFindsTheOldestByteAgain() throws Exception {
    try (var machine = new FakeMachine(directory, "serial")) {
      for (var i = 0; i < 10; i++) {
        machine.says("0123456789abcdef".repeat(1024));
      }
      await().untilAsserted(() -> assertTrue(bytesOnDisk("serial.log") <= LIMIT + 8192));
    }
    try (var next = new Ports(LIMIT)) {
      var again = next.open(directory);
      again.end(SessionEnd.OFF);

      var seen = readAll(again.serial().view(new Scrollback.All()).orElseThrow());

      assertTrue(seen.startsWith("0123456789abcdef"), "starts with " + seen.substring(0, 16));
      assertTrue(seen.length() <= LIMIT, "length " + seen.length());
    }
  }

  @Test
  void whatAMachineSaidWhileNoAgentRanIsBoundedToo() throws Exception {
    ports.close();
    try (var machine = new FakeMachine(directory, "serial")) {
      machine.says("0123456789abcdef".repeat(10 * 1024));
    }
    try (var next = new Ports(LIMIT)) {
      next.open(directory);

      assertTrue(bytesOnDisk("serial.log") <= LIMIT + 8192);
    }
  }

  @Test
  void zerosOfTheGuestAreData() throws Exception {
    try (var machine = new FakeMachine(directory, "serial")) {
      machine.saysZeros(5000);
      guest.end(SessionEnd.OFF);

      assertEquals(5000, readAll(view(new Scrollback.All())).length());
    }
  }

  @Test
  void whatWasSaidLastIsSeenBeforeTheEnd() throws Exception {
    try (var machine = new FakeMachine(directory, "serial");
        var viewer = view(new Scrollback.All())) {
      machine.says("Power down.");
      guest.end(SessionEnd.OFF);

      assertEquals("Power down.", readAll(viewer));
      assertEquals(new Viewer.Next.End(SessionEnd.OFF), viewer.next(10));
    }
  }

  @Test
  void aSessionGoesOnWithTheNextMachine() throws Exception {
    try (var machine = new FakeMachine(directory, "serial");
        var viewer = view(new Scrollback.All())) {
      machine.says("first ");
      assertEquals("first ", read(viewer, 6));
    }
    try (var machine = new FakeMachine(directory, "serial");
        var viewer = view(new Scrollback.All())) {
      machine.says("second");
      assertEquals("first second", read(viewer, 12));
    }
  }

  @Test
  void everybodyTypesInTurn() throws Exception {
    try (var machine = new FakeMachine(directory, "serial")) {
      port.type("ab".repeat(100_000).getBytes(UTF_8));
      var done = port.type("END".getBytes(UTF_8));

      var typed = machine.reads(200_003);

      assertEquals("ab".repeat(100_000) + "END", new String(typed, UTF_8));
      done.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatIsTypedBeforeThereIsAMachineWaitsForIt() throws Exception {
    var done = port.type("early".getBytes(UTF_8));
    assertFalse(done.isDone());

    try (var machine = new FakeMachine(directory, "serial")) {
      assertArrayEquals("early".getBytes(UTF_8), machine.reads(5));
      done.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aMachineThatDoesNotReadHoldsBackOnlyWhoTypes() throws Exception {
    try (var machine = new FakeMachine(directory, "serial");
        var viewer = view(new Scrollback.All())) {
      var stuck = port.type(new byte[1 << 20]);
      machine.says("still here");

      assertEquals("still here", read(viewer, 10));
      assertFalse(stuck.isDone());

      stuck.cancel(false);
      var next = port.type("x".getBytes(UTF_8));
      while (machine.reads(1)[0] != 'x') {
        assertFalse(stuck.complete(null));
      }
      next.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void thereAreOnlySoManyViewers() throws Exception {
    for (var i = 0; i < 100; i++) {
      view(new Scrollback.All());
    }

    assertTrue(port.view(new Scrollback.All()).isEmpty());
  }

  @Test
  void aViewerWhoLeavesMakesRoom() throws Exception {
    for (var i = 0; i < 300; i++) {
      view(new Scrollback.All()).close();
    }

    assertTrue(port.view(new Scrollback.All()).isPresent());
  }

  @Test
  void bootsAreMarkedWhereTheyBegin() throws Exception {
    try (var machine = new FakeMachine(directory, "serial")) {
      guest.starting();
      machine.says("12345");
      guest.rebooted();

      var marks = Files.readAllLines(directory.resolve("serial.boots"));

      assertEquals(2, marks.size());
      assertTrue(marks.get(0).matches("0 \\S+Z start"), marks.get(0));
      assertTrue(marks.get(1).matches("5 \\S+Z reboot"), marks.get(1));
    }
  }

  @Test
  void aGuestThatRebootsForeverDoesNotFillTheDisk() throws Exception {
    for (var i = 0; i < 5000; i++) {
      guest.rebooted();
    }

    assertTrue(Files.size(directory.resolve("serial.boots")) < 128 * 1024);
  }

  private Viewer view(Scrollback scrollback) throws IOException {
    return port.view(scrollback).orElseThrow();
  }

  private static String read(Viewer viewer, int count) {
    var seen = new StringBuilder();
    while (seen.length() < count) {
      switch (next(viewer)) {
        case Viewer.Next.Output(var bytes) -> seen.append(new String(bytes, UTF_8));
        case Viewer.Next.End(var why) -> throw new AssertionError(why.message());
      }
    }
    return seen.toString();
  }

  private static String readAll(Viewer viewer) {
    var seen = new StringBuilder();
    while (next(viewer) instanceof Viewer.Next.Output(var bytes)) {
      seen.append(new String(bytes, UTF_8));
    }
    return seen.toString();
  }

  private static Viewer.Next next(Viewer viewer) {
    try {
      return viewer.next(8192);
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private long bytesOnDisk(String name) throws Exception {
    var process =
        new ProcessBuilder("stat", "-c", "%b", directory.resolve(name).toString()).start();
    return 512 * Long.parseLong(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
  }
}
