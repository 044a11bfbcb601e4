package dev.guestoperator.vsock.benchmark;

import dev.guestoperator.vsock.qemu.QemuGuest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * The same guest with one backend after the other, in turns, so that what else the machine does
 * meets all of them.
 *
 * @param backends ours first
 */
record Contest(QemuGuest guest, List<Backend> backends) {
  private static final Duration PLUG = Duration.ofMinutes(1);

  /** Longer than any of them takes where everything works. */
  private static final Duration LIMIT = Duration.ofSeconds(12);

  interface Measurement<T> {
    T of(Backend backend) throws Exception;
  }

  /** One result for each backend. Who fails is not tried again. */
  <T> List<Result<T>> run(int rounds, Measurement<T> measurement) throws Exception {
    var figures = new ArrayList<List<T>>();
    var failures = new ArrayList<Optional<String>>();
    for (var _ : backends) {
      figures.add(new ArrayList<>());
      failures.add(Optional.empty());
    }
    for (var round = 0; round < rounds; round++) {
      for (var i = 0; i < backends.size(); i++) {
        if (failures.get(i).isEmpty()) {
          try {
            figures.get(i).add(once(backends.get(i), measurement));
          } catch (FailedException e) {
            failures.set(i, Optional.of(e.getMessage()));
          }
        }
      }
    }
    var results = new ArrayList<Result<T>>();
    for (var i = 0; i < backends.size(); i++) {
      results.add(new Result<>(figures.get(i), failures.get(i)));
    }
    return results;
  }

  /** Measures what has just been plugged in. */
  <T> T once(Backend backend, Measurement<T> measurement) throws Exception {
    Limit.within(
        PLUG,
        () -> {
          backend.plugInto(guest);
          return null;
        });
    try {
      return Limit.within(LIMIT, () -> measurement.of(backend));
    } catch (TimeoutException e) {
      throw new FailedException("stalls");
    }
  }
}
