package dev.guestoperator.agent.interrupt;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A UIO device of the host: a read waits for an event and gives the count of all so far, writing 1
 * lets the next one come. See "How UIO works" in the Linux kernel's The Userspace I/O HOWTO.
 */
public final class UioDevice implements Closeable {
  /** Where the kernel lists them. */
  public static final Path CLASS = Path.of("/sys/class/uio");

  private static final int MAX_DEVICES = 64;
  private static final Path DEVICES = Path.of("/dev");

  private final ByteChannel channel;
  private int count;

  /**
   * @param channel that speaks as a UIO device does
   * @param count of the events before
   */
  UioDevice(ByteChannel channel, int count) {
    this.channel = channel;
    this.count = count;
  }

  /**
   * The name in {@code /dev}, such as {@code uio0}, of the device whose driver calls it by a name;
   * the first by number if there are more.
   *
   * @param classDirectory {@link #CLASS}
   */
  public static Optional<String> find(Path classDirectory, String name) throws IOException {
    if (!Files.isDirectory(classDirectory)) {
      return Optional.empty();
    }
    try (var directories = Files.newDirectoryStream(classDirectory, "uio[0-9]*")) {
      String found = null;
      for (var directory : directories) {
        var device = directory.getFileName().toString();
        if (name.equals(attribute(directory, "name"))
            && (found == null || number(device) < number(found))) {
          found = device;
        }
      }
      return Optional.ofNullable(found);
    }
  }

  /**
   * The names by which drivers call the devices of this node, in order, at most 64.
   *
   * @param classDirectory {@link #CLASS}
   */
  public static List<String> names(Path classDirectory) throws IOException {
    if (!Files.isDirectory(classDirectory)) {
      return List.of();
    }
    try (var directories = Files.list(classDirectory)) {
      var names = new TreeSet<String>();
      for (var directory : directories.limit(MAX_DEVICES).toList()) {
        names.add(attribute(directory, "name"));
      }
      return List.copyOf(names);
    }
  }

  /**
   * @param device as {@link #find} says
   */
  public static UioDevice open(String device) throws IOException {
    // Read before the device is opened: what happens in between is in the first difference.
    var count = Integer.parseUnsignedInt(attribute(CLASS.resolve(device), "event"));
    return new UioDevice(FileChannel.open(DEVICES.resolve(device), READ, WRITE), count);
  }

  /** Lets the next event come. */
  public void arm() throws IOException {
    var one = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(0, 1);
    if (channel.write(one) != Integer.BYTES) {
      throw new IOException("the device took a part of a word");
    }
  }

  /**
   * Waits for events.
   *
   * @return how many came since the last time, 0 to 2^32-1
   */
  public long await() throws IOException {
    var word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    if (channel.read(word) != Integer.BYTES) {
      throw new EOFException("the device is gone");
    }
    var before = count;
    count = word.getInt(0);
    return Integer.toUnsignedLong(count - before);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static String attribute(Path directory, String name) throws IOException {
    return Files.readString(directory.resolve(name)).strip();
  }

  private static int number(String device) {
    return Integer.parseInt(device.substring("uio".length()));
  }
}
