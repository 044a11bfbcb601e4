package dev.guestoperator.agent.pack;

/** A guest cannot be started from a package. */
public final class PackageProblem extends Exception {
  /** There is no package of this name. */
  public static final String MISSING = "PackageMissing";

  /** There is one, but it is not what its package.yaml says. */
  public static final String BROKEN = "PackageBroken";

  /** The guest has less memory than the package needs. */
  public static final String MEMORY_TOO_SMALL = "MemoryTooSmall";

  private final String reason;

  PackageProblem(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** One of the constants of this class. */
  public String reason() {
    return reason;
  }
}
