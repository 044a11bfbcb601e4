package dev.guestoperator.agent.vmm.qemu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Limits the memory of processes. */
public interface MemoryLimits {
  /** No limits at all. */
  MemoryLimits NONE =
      new MemoryLimits() {
        @Override
        public Optional<Path> create(String uid, long bytes) {
          return Optional.empty();
        }

        @Override
        public void remove(String uid) {}
      };

  /**
   * Makes a group of processes, or takes the one that is there, and sets its limit.
   *
   * @param uid of the Guest
   * @param bytes that its VMM may take, the guest's own memory included
   * @return the file that a process writes 0 to to join, empty if the node cannot limit memory
   */
  Optional<Path> create(String uid, long bytes) throws IOException;

  /** Removes the group if it is there and empty. */
  void remove(String uid) throws IOException;
}
