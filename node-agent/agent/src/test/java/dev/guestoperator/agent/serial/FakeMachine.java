package dev.guestoperator.agent.serial;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Does with the files of a device what QEMU does: appends to the log, holds the FIFO open. */
public final class FakeMachine implements AutoCloseable {
  private final Path log;
  private final RandomAccessFile fifo;

  public FakeMachine(Path directory, String device) throws IOException, InterruptedException {
    log = directory.resolve(device + ".log");
    var input = directory.resolve(device + ".in");
    if (!Files.exists(input)) {
      new ProcessBuilder("mkfifo", input.toString()).inheritIO().start().waitFor();
    }
    fifo = new RandomAccessFile(input.toFile(), "rw");
  }

  public void says(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  public void saysZeros(int count) throws IOException {
    Files.write(log, new byte[count], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Waits for so much input. */
  public byte[] reads(int count) throws IOException {
    var bytes = new byte[count];
    fifo.readFully(bytes);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    fifo.close();
  }
}
