package dev.guestoperator.kubectl.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.config.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that a hostile guest may send. The user copies {@code data} to {@code here/copy}. */
class UnpackerTest {
  @TempDir Path directory;
  private final List<String> warnings = new ArrayList<>();
  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(archive);
  private Path here;

  @BeforeEach
  void prepare() throws IOException {
    here = Files.createDirectory(directory.resolve("here"));
    Files.writeString(directory.resolve("secret"), "untouched");
  }

  @Test
  void filesBecomeWhatTheyWere() throws IOException {
    directory("data/", 0550);
    file("data/run", "echo", 04777);
    link(TarConstants.LF_SYMLINK, "data/sub/link", "../run");
    link(TarConstants.LF_LINK, "data/same", "data/run");
    file("./data/deep/er/file", "x", 0600);

    unpack();

    var copy = here.resolve("copy");
    assertEquals("echo", Files.readString(copy.resolve("run")));
    assertEquals("echo", Files.readString(copy.resolve("sub/link")));
    assertEquals("echo", Files.readString(copy.resolve("same")));
    assertEquals("x", Files.readString(copy.resolve("deep/er/file")));
    assertEquals("rwxr-xr-x", mode(copy.resolve("run")));
    assertEquals("rwxr-x---", mode(copy));
    assertEquals(1_000_000_000_000L, Files.getLastModifiedTime(copy.resolve("run")).toMillis());
  }

  @Test
  void aSingleFileReplacesWhatIsThere() throws IOException {
    Files.createSymbolicLink(here.resolve("copy"), directory.resolve("secret"));
    file("data", "new", 0644);

    unpack();

    assertEquals("new", Files.readString(here.resolve("copy")));
    assertEquals("untouched", Files.readString(directory.resolve("secret")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data/../../secret", "../secret", "/secret", "data/..", "other", "database", "."})
  void namesThatLeadElsewhereAreRefused(String name) throws IOException {
    directory("data/", 0755);
    file(name, "stolen", 0644);

    assertThrows(Problem.class, this::unpack);

    assertEquals("untouched", Files.readString(directory.resolve("secret")));
    try (var files = Files.list(directory)) {
      assertEquals(2, files.count());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "data/link, /etc/passwd",
    "data/link, ..",
    "data/link, ../../secret",
    "data/a/link, ../../x",
    "data/a/link, b/../../../x",
    "data, secret"
  })
  void linksThatLeadElsewhereAreRefused(String name, String target) throws IOException {
    link(TarConstants.LF_SYMLINK, name, target);

    var problem = assertThrows(Problem.class, this::unpack);

    assertTrue(problem.getMessage().contains("a link that leads elsewhere"), problem.getMessage());
  }

  /** Each link alone stays inside if names are only counted. */
  @Test
  void linksThatLeadElsewhereTogetherAreRefused() throws IOException {
    link(TarConstants.LF_SYMLINK, "data/a/b/up", "../..");
    link(TarConstants.LF_SYMLINK, "data/out", "a/b/up/../..");

    assertThrows(Problem.class, this::unpack);

    assertFalse(Files.exists(here.resolve("copy/out")));
  }

  @Test
  void nothingIsWrittenThroughALink() throws IOException {
    Files.createDirectory(directory.resolve("outside"));
    Files.createDirectory(here.resolve("copy"));
    Files.createSymbolicLink(here.resolve("copy/mine"), directory.resolve("outside"));
    file("data/mine/file", "stolen", 0644);

    var problem = assertThrows(Problem.class, this::unpack);

    assertTrue(problem.getMessage().contains("goes through a link"), problem.getMessage());
    assertFalse(Files.exists(directory.resolve("outside/file")));
  }

  @Test
  void hardLinksStayInside() throws IOException {
    link(TarConstants.LF_LINK, "data/same", "../secret");

    assertThrows(Problem.class, this::unpack);
  }

  @Test
  void devicesAreLeftOut() throws IOException {
    directory("data/", 0755);
    link(TarConstants.LF_CHR, "data/null", "");
    link(TarConstants.LF_FIFO, "data/pipe", "");

    unpack();

    assertEquals(
        List.of(
            "left out, for it is neither a file nor a directory: data/null",
            "left out, for it is neither a file nor a directory: data/pipe"),
        warnings);
  }

  /** One more than the bound is enough to see it; the guest could send gigabytes. */
  @ParameterizedTest
  @ValueSource(strings = {"L", "K", "x"})
  void namesWithoutEndAreRefused(String kind) throws IOException {
    var length = 300 * 1024;
    var entry = new TarArchiveEntry("data", (byte) kind.charAt(0));
    put(entry, (length + " path=") + "x".repeat(length - 13) + "\n");

    assertEquals(
        "the archive that the guest sent has too long headers",
        assertThrows(IOException.class, this::unpack).getMessage());
  }

  @Test
  void headersOfHeadersAreRefused() throws IOException {
    for (int i = 0; i < 100; i++) {
      put(new TarArchiveEntry("data", TarConstants.LF_GNUTYPE_LONGNAME), "data");
    }

    assertThrows(IOException.class, this::unpack);
  }

  @Test
  void whatComesAfterTheArchiveIsReadToItsEnd() throws IOException {
    file("data", "x", 0644);
    tar.finish();
    archive.write(new byte[100_000]);
    var in = new ByteArrayInputStream(archive.toByteArray());

    new Unpacker("data", here.resolve("copy"), warnings::add).unpack(in);

    assertEquals(0, in.available());
  }

  @Test
  void aWholeFileSystemHasNoNameOfItsOwn() throws IOException {
    directory("./", 0755);
    file("./etc/motd", "hi", 0644);
    tar.finish();

    new Unpacker(".", here.resolve("copy"), warnings::add)
        .unpack(new ByteArrayInputStream(archive.toByteArray()));

    assertArrayEquals(new byte[] {'h', 'i'}, Files.readAllBytes(here.resolve("copy/etc/motd")));
  }

  private void unpack() throws IOException {
    tar.finish();
    new Unpacker("data", here.resolve("copy"), warnings::add)
        .unpack(new ByteArrayInputStream(archive.toByteArray()));
  }

  private void directory(String name, int mode) throws IOException {
    var entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    put(entry, "");
  }

  private void file(String name, String content, int mode) throws IOException {
    var entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    entry.setModTime(1_000_000_000_000L);
    put(entry, content);
  }

  private void link(byte kind, String name, String target) throws IOException {
    var entry = new TarArchiveEntry(name, kind, true);
    entry.setLinkName(target);
    put(entry, "");
  }

  private void put(TarArchiveEntry entry, String content) throws IOException {
    var bytes = content.getBytes(StandardCharsets.UTF_8);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
