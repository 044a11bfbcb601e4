package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Set;

/**
 * The whole desired state of a guest on one node.
 *
 * @param uid of the Guest, unique in the cluster and in time
 * @param namespace of the Guest
 * @param name of the Guest
 * @param environmentId from 0
 * @param cid from 3
 * @param epoch of the placement, from 1; the agent refuses one below the highest it has seen
 * @param generation of the Guest's spec that this was made of; echoed in reports
 * @param power whether the guest is to run
 * @param packageName a plain name, never a path
 * @param memoryBytes 1 MiB to 16 TiB
 * @param cpus 1 to 255
 * @param cmdlineAdd to add to the kernel command line, in order
 * @param defaultNet whether the guest has a network device
 * @param virtio the other devices
 * @param balloon how much memory it is to give back
 * @param interrupts lines that are raised from outside, each once
 * @param listeners of the guest's environment at ports of the host
 * @param accelerator what to run the guest's code with
 * @param gracePeriodSeconds from the power button to hard power off, 0 to 3600
 */
public record DesiredGuest(
    String uid,
    String namespace,
    String name,
    long environmentId,
    long cid,
    long epoch,
    long generation,
    Power power,
    @JsonProperty("package") String packageName,
    long memoryBytes,
    int cpus,
    List<String> cmdlineAdd,
    boolean defaultNet,
    Virtio virtio,
    Balloon balloon,
    List<Interrupt> interrupts,
    Listeners listeners,
    Accelerator accelerator,
    int gracePeriodSeconds) {

  public DesiredGuest {
    cmdlineAdd = cmdlineAdd == null ? List.of() : List.copyOf(cmdlineAdd);
    balloon = balloon == null ? Balloon.EMPTY : balloon;
    interrupts = interrupts == null ? List.of() : List.copyOf(interrupts);
    listeners = listeners == null ? Listeners.NONE : listeners;
  }

  /** Whether a guest is to run. */
  public enum Power {
    ON,
    OFF
  }

  /** The virtio devices of the guest; soundInput needs sound. */
  public record Virtio(
      boolean balloon,
      boolean console,
      boolean gpu,
      boolean rng,
      boolean sound,
      boolean soundInput,
      boolean vsock) {}

  /**
   * The balloon, in pages of 4 KiB; it counts only if the guest has the device.
   *
   * @param targetPages that are to be in it
   * @param statsPeriodSeconds how often the guest is asked for statistics, 0 for never, to 3600
   * @param freePageReporting whether the guest tells which pages it does not use
   * @param deflateOnOom whether the guest takes pages back before it runs out of memory
   */
  public record Balloon(
      long targetPages, int statsPeriodSeconds, boolean freePageReporting, boolean deflateOnOom) {
    /** Nothing in it, and no statistics. */
    public static final Balloon EMPTY = new Balloon(0, 0, true, true);
  }

  /**
   * An interrupt line.
   *
   * @param line at the I/O APIC, one of {@link #FREE_LINES}
   * @param uio name of the node's UIO device each of whose events raises it; null if it is raised
   *     by hand
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Interrupt(int line, String uio) {
    /**
     * The lines of q35's I/O APIC that neither the board (0, 1, 2, 4, 8, 9, 12) nor its PCI links
     * (16 to 23) use; each was raised and counted beside every device that a guest can have.
     */
    public static final Set<Integer> FREE_LINES = Set.of(3, 5, 6, 7, 10, 11, 13, 14, 15);
  }

  /**
   * Processes of the node that serve ports of the host to the guests of an environment. Every guest
   * brings them along; of those of two guests of an environment the newer count.
   *
   * @param generation of the environment's spec that this was made of
   * @param sockets each port once, at most {@link #MAX}
   */
  public record Listeners(long generation, List<Listener> sockets) {
    /** Nobody listens. */
    public static final Listeners NONE = new Listeners(0, List.of());

    /** How many there can be in an environment. */
    public static final int MAX = 64;

    public Listeners {
      sockets = sockets == null ? List.of() : List.copyOf(sockets);
    }
  }

  /**
   * @param port of the host, 0 to 2^32 - 2
   * @param socket plain name of a Unix socket in the environment's directory
   */
  public record Listener(long port, String socket) {}
}
