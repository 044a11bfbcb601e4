package dev.guestoperator.agent.guest;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.guestoperator.agent.api.DesiredGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The directory of one guest. Each file in it is replaced at once or not at all, and is on disk
 * when its write returns.
 */
record GuestDirectory(Path path) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final FileAttribute<?> FOR_THE_AGENT =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final String DESIRED = "desired.json";
  private static final String STATE = "state.json";
  private static final int MAXIMUM_BYTES = 1 << 20;

  String uid() {
    return path.getFileName().toString();
  }

  boolean exists() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** The VMM's user may pass through to its own files, and can neither list nor make any. */
  void create() throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
    sync(path.getParent());
  }

  /**
   * @return empty if the file is not there
   * @throws IOException if it cannot be read or understood
   */
  Optional<DesiredGuest> desired() throws IOException {
    return read(DESIRED, DesiredGuest.class);
  }

  /**
   * @return empty if the file is not there
   * @throws IOException if it cannot be read or understood
   */
  Optional<GuestRecord> record() throws IOException {
    return read(STATE, GuestRecord.class);
  }

  boolean hasDesired() {
    return Files.exists(path.resolve(DESIRED), LinkOption.NOFOLLOW_LINKS);
  }

  void write(DesiredGuest desired) throws IOException {
    write(DESIRED, desired);
  }

  void write(GuestRecord record) throws IOException {
    write(STATE, record);
  }

  /** The unix uid that owns the serial log, which is the VMM's user. */
  Optional<Integer> owner() {
    try {
      return Optional.of(
          (Integer)
              Files.getAttribute(
                  path.resolve("serial.log"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException noLog) {
      return Optional.empty();
    }
  }

  private <T> Optional<T> read(String name, Class<T> type) throws IOException {
    try (var file = Files.newInputStream(path.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      var bytes = file.readNBytes(MAXIMUM_BYTES);
      var value = JSON.readValue(bytes, type);
      if (value == null) {
        throw new IOException(name + " is empty");
      }
      return Optional.of(value);
    } catch (NoSuchFileException notThere) {
      return Optional.empty();
    }
  }

  private void write(String name, Object value) throws IOException {
    var fresh = path.resolve(name + ".new");
    try (var channel =
        FileChannel.open(fresh, Set.of(CREATE, TRUNCATE_EXISTING, WRITE), FOR_THE_AGENT)) {
      var bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(value));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    sync(path);
  }

  static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
