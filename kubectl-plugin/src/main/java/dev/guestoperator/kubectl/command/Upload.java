package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.archive.FileFailure;
import dev.guestoperator.kubectl.archive.Packer;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.stream.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Copies files into a guest. */
record Upload(GuestTar tar) {

  /**
   * @throws Problem if they cannot be read here or written there
   */
  void copy(String local, GuestFile to) throws InterruptedException {
    var source = real(local);
    var file = to.directory() || tar.isDirectory(to) ? to.resolve(nameOf(source)) : to;
    var unreadable = new AtomicReference<Problem>();
    try (var session =
        tar.start(file, OutputStream.nullOutputStream(), "tar", "xf", "-", "-C", file.parent())) {
      session.feed(input -> pack(session, source, file, input, unreadable));
      var end = session.await();
      Optional.ofNullable(unreadable.get())
          .ifPresent(
              problem -> {
                throw problem;
              });
      tar.check(file, end);
    }
  }

  /** What cannot be read ends the session without an end of input: nothing is to look whole. */
  private void pack(
      Session session,
      Path source,
      GuestFile file,
      OutputStream input,
      AtomicReference<Problem> unreadable)
      throws IOException {
    try {
      Packer.pack(source, file.name(), input, tar::warn);
    } catch (Problem problem) {
      unreadable.set(problem);
      session.leave();
      throw new IOException(problem);
    }
  }

  private static Path real(String local) {
    try {
      return Path.of(local).toRealPath();
    } catch (IOException e) {
      throw new Problem("cannot read %s: %s".formatted(local, FileFailure.reason(e)), e);
    }
  }

  private static String nameOf(Path source) {
    return source.getNameCount() == 0 ? "root" : source.getFileName().toString();
  }
}
