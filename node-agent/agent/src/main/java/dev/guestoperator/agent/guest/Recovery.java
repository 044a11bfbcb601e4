package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.guest.GuestRecord.Launched;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Finds the guests of an agent that ran before, whatever state it left them in. */
final class Recovery {
  private static final Logger LOG = Logger.getLogger(Recovery.class);

  private final GuestServices services;
  private final int firstUser;

  Recovery(GuestServices services, int firstUser) {
    this.services = services;
    this.firstUser = firstUser;
  }

  /** What is on disk of a guest; a file that cannot be read is as one that is not there. */
  private record Found(
      GuestDirectory directory, Optional<DesiredGuest> desired, Optional<GuestRecord> record) {}

  private interface Read<T> {
    Optional<T> read() throws IOException;
  }

  private interface Step {
    void run() throws IOException;
  }

  /**
   * @throws IOException if nothing can be read at all; what is wrong with one guest costs only that
   */
  void into(Guests guests) throws IOException {
    attempt(services.directories()::emptyTrash, "trash");
    var incomplete = new ArrayList<Found>();
    for (var directory : services.directories().list()) {
      var found = find(directory);
      if (halfMade(directory, found)) {
        attempt(() -> services.directories().remove(directory), directory.uid());
      } else if (found.record().isPresent()) {
        attempt(() -> recover(guests, found, found.record().get()), directory.uid());
      } else {
        incomplete.add(found);
      }
    }
    // Last, because the slots that the others have must be known.
    for (var found : incomplete) {
      attempt(() -> recover(guests, found, guess(guests, found)), found.directory().uid());
    }
  }

  private static void attempt(Step step, String what) {
    try {
      step.run();
    } catch (IOException failed) {
      LOG.errorf("%s is left as it is: %s", what, failed);
    }
  }

  private static Found find(GuestDirectory directory) {
    return new Found(
        directory, read(directory, directory::desired), read(directory, directory::record));
  }

  private static <T> Optional<T> read(GuestDirectory directory, Read<T> file) {
    try {
      return file.read();
    } catch (IOException unreadable) {
      LOG.errorf("Guest %s: %s", directory.uid(), unreadable.getMessage());
      return Optional.empty();
    }
  }

  /** The agent ended before it had accepted anything: no trace of desired state or machine. */
  private static boolean halfMade(GuestDirectory directory, Found found) {
    return !directory.hasDesired()
        && directory.owner().isEmpty()
        && found.record().map(GuestRecord::launched).isEmpty();
  }

  private void recover(Guests guests, Found found, GuestRecord record) throws IOException {
    var guest = new Guest(services, found.directory(), record);
    var runner = guests.add(guest);
    guest.recover(found.desired().orElse(null));
    if (record.launched() != null) {
      runner.recover(record.launched());
    }
    runner.wake();
  }

  /** The user that owns the log says which slot it had; whether a machine runs is looked up. */
  private GuestRecord guess(Guests guests, Found found) {
    var owner = found.directory().owner();
    var slot = owner.map(user -> user - firstUser).filter(guests::isFree);
    var record = GuestRecord.of(slot.orElseGet(guests::freeSlot));
    return owner.isEmpty()
        ? record
        : record.launched(
            new Launched(
                found.desired().orElse(null),
                services.clock().instant(),
                Accelerator.TCG,
                null,
                0));
  }
}
