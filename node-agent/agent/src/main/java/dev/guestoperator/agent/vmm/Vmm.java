package dev.guestoperator.agent.vmm;

import dev.guestoperator.agent.api.VsockReport;
import java.util.Optional;

/** Runs machines. */
public interface Vmm {
  /**
   * Starts a machine. When this returns, its process exists and its pid is on disk; the guest may
   * not run yet.
   *
   * @param config whose directory exists; files of an earlier run in it are used again or replaced
   * @param observer told of everything that happens, never before this method was called and from
   *     one thread at a time
   * @throws MachineException what is wrong, for the user; nothing runs and the observer hears
   *     nothing
   */
  Machine start(MachineConfig config, Observer observer) throws MachineException;

  /**
   * Takes over the machine that an earlier agent started in this directory.
   *
   * @param config of which the boot is not read
   * @param observer as of {@link #start}; a machine that ended meanwhile but whose process is still
   *     there is told as ended
   * @return empty if no process of this machine is left
   */
  Optional<Machine> adopt(MachineConfig config, Observer observer);

  /** Hears what becomes of a machine. */
  interface Observer {
    /** The guest's processors run. */
    void running();

    /** The guest was reset and starts anew in the same process. */
    void rebooted();

    /** How its vsock device fares; told from any thread, and only if it has one. */
    void vsock(VsockReport now);

    /** The process is gone; told exactly once, and nothing after it. */
    void ended(MachineExit exit);
  }
}
