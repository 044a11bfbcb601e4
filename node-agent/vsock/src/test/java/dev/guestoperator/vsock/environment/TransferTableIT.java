package dev.guestoperator.vsock.environment;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.guestoperator.vsock.qemu.Outcome;
import dev.guestoperator.vsock.qemu.QemuGuest;
import dev.guestoperator.vsock.qemu.Reader;
import dev.guestoperator.vsock.qemu.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every size of writes, every direction and both paces of readers, with a real Linux guest. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TransferTableIT {
  private static final long CID = 3;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Linux makes more than one descriptor of what is over 32 KiB. */
  private static final int[] WRITES = {
    1, 64, 1 << 10, 4 << 10, 33_000, 64 << 10, 1 << 20, 64 << 20
  };

  private static final int ENOUGH = 16 << 20;
  private static final int ENOUGH_WRITES = 1 << 12;

  @TempDir static Path directory;
  private static TestEnvironment environment;
  private static QemuGuest guest;

  enum Direction {
    TO_GUEST,
    TO_HOST,
    BOTH
  }

  enum Pace {
    FAST,
    SLOW
  }

  @BeforeAll
  static void boot() throws Exception {
    environment = new TestEnvironment(directory);
    environment.attach(CID);
    guest = QemuGuest.start(directory.resolve("guest"), environment.frontEnd(CID));
  }

  @AfterAll
  static void close() {
    if (guest != null) {
      guest.close();
    }
    environment.close();
  }

  static Stream<Arguments> table() {
    return IntStream.of(WRITES)
        .boxed()
        .flatMap(
            write ->
                Arrays.stream(Direction.values())
                    .flatMap(
                        direction ->
                            Arrays.stream(Pace.values())
                                .map(pace -> Arguments.of(write, direction, pace))));
  }

  @ParameterizedTest(name = "writes of {0} bytes, {1}, {2} readers")
  @MethodSource("table")
  void everyByteArrives(int write, Direction direction, Pace pace) throws Exception {
    var total = Math.max(write, (int) Math.min(ENOUGH, (long) write * ENOUGH_WRITES));
    var reader =
        switch (pace) {
          case FAST -> Reader.FAST;
          case SLOW -> Reader.slow(total);
        };
    var transfer =
        new Transfer(
            direction == Direction.TO_HOST ? 0 : total,
            direction == Direction.TO_GUEST ? 0 : total,
            write,
            reader,
            reader);
    try (var connection = environment.network().connect(CID, Transfer.PORT)) {
      assertInstanceOf(Outcome.Done.class, transfer.run(connection, LIMIT));
    }
  }
}
