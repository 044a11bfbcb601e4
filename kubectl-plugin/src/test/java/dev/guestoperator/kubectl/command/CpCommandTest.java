package dev.guestoperator.kubectl.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.Invocation;
import dev.guestoperator.kubectl.stream.FakeGateway;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the tar(1) of this machine as the guest's. */
class CpCommandTest {
  private static final int SIZE = 1_000_003;
  private static final String NO_LISTENER =
      "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"ConnectionRefused\",\"message\":\"nobody listens at port 9001\"}";

  @TempDir Path directory;
  private FakeGateway gateway;
  private FakeGuest guest;
  private Path local;
  private Path remote;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
    guest = new FakeGuest(gateway);
    local = Files.createDirectory(directory.resolve("local"));
    remote = Files.createDirectory(directory.resolve("remote"));
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
  }

  @Test
  void aFileIsCopiedIntoTheGuest() throws IOException {
    var content = random(local.resolve("data"));

    var cp = cp(local.resolve("data"), "hello:" + remote.resolve("copy"));

    assertEquals(0, cp.exit(), cp.err());
    assertArrayEquals(content, Files.readAllBytes(remote.resolve("copy")));
    assertEquals("rw-r-----", mode(remote.resolve("copy")));
    assertEquals(
        List.of(
            List.of("test", "-d", remote.resolve("copy").toString()),
            List.of("tar", "xf", "-", "-C", remote.toString())),
        guest.commands());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void whatIsCopiedToADirectoryKeepsItsName(String slash) throws IOException {
    var content = random(local.resolve("data"));

    var cp = cp(local.resolve("data"), "hello:" + remote + slash);

    assertEquals(0, cp.exit(), cp.err());
    assertArrayEquals(content, Files.readAllBytes(remote.resolve("data")));
  }

  @Test
  void aDirectoryIsCopiedIntoTheGuest() throws IOException {
    tree(local.resolve("tree"));

    var cp = cp(local.resolve("tree"), "hello:" + remote.resolve("copy"));

    assertEquals(0, cp.exit(), cp.err());
    assertSameTree(local.resolve("tree"), remote.resolve("copy"));
  }

  @Test
  void aFileIsCopiedOutOfTheGuest() throws IOException {
    var content = random(remote.resolve("data"));

    var cp = cp("hello:" + remote.resolve("data"), local.resolve("copy"));

    assertEquals(0, cp.exit(), cp.err());
    assertArrayEquals(content, Files.readAllBytes(local.resolve("copy")));
    assertEquals("rw-r-----", mode(local.resolve("copy")));
    assertEquals(
        List.of(List.of("tar", "cf", "-", "-C", remote.toString(), "data")), guest.commands());
  }

  @Test
  void aDirectoryIsCopiedOutOfTheGuestIntoADirectory() throws IOException {
    tree(remote.resolve("tree"));

    var cp = cp("hello:" + remote.resolve("tree") + "/", local);

    assertEquals(0, cp.exit(), cp.err());
    assertSameTree(remote.resolve("tree"), local.resolve("tree"));
  }

  @Test
  void waitsForVshd() throws IOException {
    Files.writeString(local.resolve("data"), "x");
    gateway.refuseOnce("502 Bad Gateway", NO_LISTENER);

    var cp = cp(local.resolve("data"), "hello:" + remote.resolve("copy"));

    assertEquals(0, cp.exit(), cp.err());
    assertEquals("guest hello: waiting: nobody listens at port 9001\n", cp.err());
    assertEquals("x", Files.readString(remote.resolve("copy")));
  }

  @Test
  void givesUpInTime() throws IOException {
    Files.writeString(local.resolve("data"), "x");
    gateway.refuse("502 Bad Gateway", NO_LISTENER);

    var cp = cp("--timeout=700ms", local.resolve("data"), "hello:" + remote.resolve("copy"));

    assertEquals(1, cp.exit());
    assertTrue(
        cp.err()
            .endsWith(
                "error: guest hello gave no shell within 0.7s: nobody listens at port 9001\n"),
        cp.err());
  }

  @Test
  void aNameThatLooksLikeAnOptionIsAName() throws IOException {
    Files.writeString(remote.resolve("--help"), "x");

    var out = cp("hello:" + remote.resolve("--help"), local.resolve("copy"));
    var in = cp(local.resolve("copy"), "hello:" + remote.resolve("-x"));

    assertEquals(0, out.exit(), out.err());
    assertEquals(0, in.exit(), in.err());
    assertEquals("x", Files.readString(remote.resolve("-x")));
  }

  @Test
  void aGuestWithoutTarIsToldAsSuch() throws IOException {
    random(local.resolve("data"));
    guest.hasNoTar();

    var cp = cp(local.resolve("data"), "hello:" + remote.resolve("copy"));

    assertEquals(1, cp.exit());
    assertEquals(
        """
        vshd: cannot run tar: No such file or directory
        error: tar in guest hello ended with exit code 1; is tar installed there?
        """,
        cp.err());
  }

  @Test
  void whatIsNotInTheGuestIsAFailure() throws IOException {
    var cp = cp("hello:" + remote.resolve("none"), local);

    assertEquals(1, cp.exit());
    assertTrue(cp.err().contains("none"), cp.err());
    assertTrue(cp.err().contains("error: tar in guest hello ended with exit code 2"), cp.err());
  }

  @Test
  void aLostConnectionIsAFailure() throws IOException {
    random(remote.resolve("data"));
    guest.cutsOff();

    var cp = cp("hello:" + remote.resolve("data"), local);

    assertEquals(1, cp.exit());
    assertTrue(cp.err().startsWith("error: connection to guest hello lost: "), cp.err());
  }

  @Test
  void whatIsNotHereIsToldBeforeTheGuestIsAsked() throws IOException {
    var cp = cp(local.resolve("none"), "hello:/tmp/x");

    assertEquals(1, cp.exit());
    assertEquals(
        "error: cannot read %s: no such file or directory\n".formatted(local.resolve("none")),
        cp.err());
    assertEquals(List.of(), gateway.asked());
  }

  @Test
  void aDirectoryThatIsNotThereIsNotMade() throws IOException {
    Files.writeString(remote.resolve("data"), "x");

    var cp = cp("hello:" + remote.resolve("data"), local.resolve("none/copy"));

    assertEquals(1, cp.exit());
    assertEquals(
        "error: cannot write to %s: no such file or directory\n".formatted(local.resolve("none")),
        cp.err());
    assertFalse(Files.exists(local.resolve("none")));
  }

  @Test
  void aFileDoesNotReplaceADirectory() throws IOException {
    Files.writeString(remote.resolve("data"), "x");
    Files.createDirectories(local.resolve("data/full"));

    var cp = cp("hello:" + remote.resolve("data"), local);

    assertEquals(1, cp.exit());
    assertEquals(
        "error: cannot copy hello:%s: %s: there is something else\n"
            .formatted(remote.resolve("data"), local.toRealPath().resolve("data")),
        cp.err());
  }

  private Invocation cp(Object... words) throws IOException {
    var cp =
        Invocation.start(
            InputStream.nullInputStream(),
            directory,
            gateway.url(),
            Stream.of(words).map(Object::toString).collect(Collectors.joining(" ", "cp ", "")));
    cp.exit();
    return cp;
  }

  private static byte[] random(Path file) throws IOException {
    var bytes = new byte[SIZE];
    new Random(7).nextBytes(bytes);
    Files.write(file, bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    return bytes;
  }

  /** Also with a name too long for the classic format, and one not of ASCII. */
  private static void tree(Path root) throws IOException {
    var deep = root.resolve("d".repeat(90)).resolve("e".repeat(90));
    Files.createDirectories(deep);
    random(deep.resolve("f".repeat(90)));
    Files.writeString(root.resolve("grün"), "leaf");
    Files.createDirectory(root.resolve("empty"));
    Files.createSymbolicLink(deep.resolve("link"), Path.of("../../grün"));
  }

  private static void assertSameTree(Path expected, Path actual) throws IOException {
    try (var files = Files.walk(expected)) {
      for (var file : files.toList()) {
        var copy = actual.resolve(expected.relativize(file));
        assertEquals(mode(file), mode(copy));
        if (Files.isSymbolicLink(file)) {
          assertEquals(Files.readSymbolicLink(file), Files.readSymbolicLink(copy));
        } else if (Files.isRegularFile(file)) {
          assertEquals(-1, Files.mismatch(file, copy), copy.toString());
        }
      }
    }
    try (var files = Files.walk(expected);
        var copies = Files.walk(actual)) {
      assertEquals(files.count(), copies.count());
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
