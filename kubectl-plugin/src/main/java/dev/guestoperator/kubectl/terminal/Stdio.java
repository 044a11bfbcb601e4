package dev.guestoperator.kubectl.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The standard streams of a process, unbuffered.
 *
 * @param terminal that the input comes from, if it does
 */
public record Stdio(
    InputStream in, OutputStream out, OutputStream err, Optional<Terminal> terminal) {

  public static Stdio ofProcess() {
    return new Stdio(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Optional.empty());
  }

  /** Whether what is written to the output is seen on a terminal. */
  public boolean outputIsTerminal() {
    return out instanceof FileOutputStream && Terminal.isStdout();
  }

  /** The same with the terminal, if there is one; apart, because it costs time to look. */
  public Stdio lookForTerminal() {
    return in instanceof FileInputStream ? new Stdio(in, out, err, Terminal.ofStdin()) : this;
  }
}
