package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.stream.FakeGateway;
import dev.guestoperator.kubectl.stream.Viewer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A guest whose files are those of this machine: it runs what it is asked to. */
final class FakeGuest {
  private static final Pattern COMMAND = Pattern.compile("[?&]command=([^&]*)");
  private static final int MESSAGE = 50_000;

  private final FakeGateway gateway;
  private final Queue<List<String>> commands = new ConcurrentLinkedQueue<>();
  private volatile boolean withoutTar;
  private volatile boolean cutsOff;

  FakeGuest(FakeGateway gateway) {
    this.gateway = gateway;
    Thread.ofVirtual().start(this::serve);
  }

  /** Switch: tar is not installed. */
  void hasNoTar() {
    withoutTar = true;
  }

  /** Switch: the connection is lost in the middle of what tar prints. */
  void cutsOff() {
    cutsOff = true;
  }

  List<List<String>> commands() {
    return List.copyOf(commands);
  }

  private void serve() {
    try {
      while (true) {
        run(gateway.viewer());
      }
    } catch (AssertionError | Exception nobodyIsLeft) {
      // The test is over.
    }
  }

  private void run(Viewer viewer) throws IOException, InterruptedException {
    var command =
        COMMAND
            .matcher(viewer.request().path())
            .results()
            .map(match -> URLDecoder.decode(match.group(1), StandardCharsets.UTF_8))
            .toList();
    commands.add(command);
    if (withoutTar && command.getFirst().equals("tar")) {
      viewer.send(2, "vshd: cannot run tar: No such file or directory\n".getBytes());
      viewer.exit(1);
      return;
    }
    Awaitility.await().until(viewer::inputEnded);
    if (viewer.isGone()) {
      return;
    }
    var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.PIPE).start();
    try (var in = process.getOutputStream()) {
      in.write(viewer.typedBytes());
    }
    var out = process.getInputStream().readAllBytes();
    for (int from = 0; from < out.length; from += MESSAGE) {
      viewer.send(1, Arrays.copyOfRange(out, from, Math.min(out.length, from + MESSAGE)));
      if (cutsOff) {
        viewer.close();
        return;
      }
    }
    viewer.send(2, process.getErrorStream().readAllBytes());
    viewer.endOutput();
    viewer.exit(process.waitFor());
  }
}
