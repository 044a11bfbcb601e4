package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.archive.FileFailure;
import dev.guestoperator.kubectl.archive.Unpacker;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.stream.Session;
import dev.guestoperator.kubectl.stream.SessionEnd;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe.SinkChannel;
import java.nio.channels.Pipe.SourceChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Copies files out of a guest. The system's pipe stands between the network and the files. */
record Download(GuestTar tar) {

  /**
   * @throws Problem if they cannot be read there or written here
   */
  void copy(GuestFile file, String local) throws InterruptedException {
    var target = target(file, local);
    var unpacker = new Unpacker(file.name(), target, tar::warn);
    try {
      var pipe = java.nio.channels.Pipe.open();
      try (var sink = pipe.sink();
          var session =
              tar.start(
                  file,
                  Channels.newOutputStream(sink),
                  "tar",
                  "cf",
                  "-",
                  "-C",
                  file.parent(),
                  file.name())) {
        session.feed(input -> {});
        receive(session, sink, unpack(file, unpacker, pipe.source(), session), file);
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static Problem failure(GuestFile file, IOException e) {
    return new Problem("cannot copy %s: %s".formatted(file, FileFailure.text(e)), e);
  }

  private void receive(
      Session session,
      SinkChannel sink,
      CompletableFuture<Optional<Problem>> unpacked,
      GuestFile file)
      throws IOException, InterruptedException {
    var end = session.await();
    sink.close();
    var problem = unpacked.join();
    if (!(end instanceof SessionEnd.Unwritable) || problem.isEmpty()) {
      tar.check(file, end);
    }
    if (problem.isPresent()) {
      throw problem.get();
    }
  }

  private static CompletableFuture<Optional<Problem>> unpack(
      GuestFile file, Unpacker unpacker, SourceChannel archive, Session session) {
    return CompletableFuture.supplyAsync(
        () -> unpackAll(file, unpacker, archive, session), task -> Thread.ofVirtual().start(task));
  }

  private static Optional<Problem> unpackAll(
      GuestFile file, Unpacker unpacker, SourceChannel archive, Session session) {
    try (archive) {
      unpacker.unpack(Channels.newInputStream(archive));
      return Optional.empty();
    } catch (Problem problem) {
      session.leave();
      return Optional.of(problem);
    } catch (IOException e) {
      session.leave();
      return Optional.of(failure(file, e));
    }
  }

  private static Path target(GuestFile file, String local) {
    var path = Path.of(local);
    var whole = local.endsWith("/") || Files.isDirectory(path);
    var parent = whole ? path : path.toAbsolutePath().getParent();
    var name = whole ? file.path().getFileName() : path.toAbsolutePath().getFileName();
    if (name == null) {
      throw new Problem("cannot copy %s to %s: name the directory to make".formatted(file, local));
    }
    try {
      return parent.toRealPath().resolve(name);
    } catch (IOException e) {
      throw new Problem("cannot write to %s: %s".formatted(parent, FileFailure.reason(e)), e);
    }
  }
}
