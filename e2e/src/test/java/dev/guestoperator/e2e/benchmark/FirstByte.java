package dev.guestoperator.e2e.benchmark;

import dev.guestoperator.e2e.Cluster;
import dev.guestoperator.e2e.Guests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** From the request that creates a guest to the first byte on its serial port. */
final class FirstByte {
  private static final int WARM_UP = 3;
  private static final int RUNS = 10;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Under the numbers that the arguments name them by. */
  private static final String OPEN_FILES =
      "exec 8<>serial.in 7<>console.in 4<\"$1\"; shift; exec \"$@\"";

  private final Cluster cluster;
  private final Guests guests;

  FirstByte(Cluster cluster) {
    this.cluster = cluster;
    this.guests = new Guests(cluster);
  }

  void run() throws Exception {
    var ours = new long[RUNS];
    var bare = new long[RUNS];
    var disk = cluster.directory().resolve("packages/bios-echo/disk.img").toString();
    var proxy = cluster.kubectl("proxy", "--port=" + cluster.port(7)).start();
    // kubectl proxy takes the offer of HTTP/2 for an upgrade.
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int run = -WARM_UP; run < RUNS; run++) {
        var name = "first-byte-" + (run + WARM_UP);
        var created = System.nanoTime();
        var uid = create(http, name);
        var nanos = awaitFirstByte(guests.directory(uid).resolve("serial.log"), created);
        var arguments = withoutVsock(commandLine(guests.machine(uid).orElseThrow().pid()));
        guests.delete(name);
        var bareNanos = bareQemu(disk, arguments);
        if (run >= 0) {
          ours[run] = nanos;
          bare[run] = bareNanos;
        }
      }
    } finally {
      proxy.destroy();
      proxy.waitFor();
    }
    var guest = new Figures(ours);
    var qemu = new Figures(bare);
    Figures.print(
        "create to first serial byte", guest, "bare QEMU, same arguments but vsock", qemu);
    System.out.printf(
        "  added by the control plane: %.0f ms (goal: at most 150 ms)%n",
        guest.medianMillis() - qemu.medianMillis());
  }

  private String create(HttpClient http, String name) throws IOException, InterruptedException {
    var body =
        """
        {"apiVersion":"guest-operator.dev/v1alpha1","kind":"Guest","metadata":{"name":"%s"},
         "spec":{"package":"bios-echo","memory":"64Mi","accelerator":"tcg","terminationGracePeriodSeconds":0}}"""
            .formatted(name);
    var guests = "/apis/guest-operator.dev/v1alpha1/namespaces/default/guests";
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + cluster.port(7) + guests))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.body());
    }
    return Guests.parse(answer.body()).at("/metadata/uid").asText();
  }

  /** The same arguments in a directory of its own, started by nobody but this. */
  private static long bareQemu(String disk, List<String> arguments)
      throws IOException, InterruptedException {
    var directory = Files.createTempDirectory("bare-qemu");
    for (var fifo : List.of("serial.in", "console.in")) {
      new ProcessBuilder("mkfifo", directory.resolve(fifo).toString()).start().waitFor();
    }
    var line = new ArrayList<>(List.of("sh", "-c", OPEN_FILES, "sh", disk));
    line.addAll(arguments);
    var started = System.nanoTime();
    var process =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("qemu.log").toFile())
            .start();
    try {
      return awaitFirstByte(directory.resolve("serial.log"), started);
    } finally {
      process.destroyForcibly();
      process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      try (var files = Files.list(directory)) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  private static long awaitFirstByte(Path log, long since) throws IOException {
    while (!Files.exists(log) || Files.size(log) == 0) {
      if (System.nanoTime() - since > LIMIT.toNanos()) {
        throw new IllegalStateException("nothing in " + log);
      }
      LockSupport.parkNanos(500_000);
    }
    return System.nanoTime() - since;
  }

  /** A bare QEMU has no back end for it, and would not start. */
  private static List<String> withoutVsock(List<String> arguments) {
    var rest = new ArrayList<String>();
    for (var i = 0; i < arguments.size(); i++) {
      var value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
      if (value.contains("vsock")) {
        i++;
      } else {
        rest.add(arguments.get(i));
      }
    }
    return rest;
  }

  private static List<String> commandLine(long pid) throws IOException {
    var arguments = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    return List.of(arguments.split("\0"));
  }
}
