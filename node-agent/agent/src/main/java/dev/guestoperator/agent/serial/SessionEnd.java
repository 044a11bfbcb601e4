package dev.guestoperator.agent.serial;

/**
 * Why a session ended that its client did not end.
 *
 * @param reason CamelCase
 * @param message what the client prints
 * @param code as of HTTP
 */
public record SessionEnd(String reason, String message, int code) {
  public static final SessionEnd OFF = new SessionEnd("GuestOff", "the guest is off", 410);

  public static final SessionEnd DELETED =
      new SessionEnd("GuestDeleted", "the guest was deleted", 410);

  public static final SessionEnd AGENT_STOPPING =
      new SessionEnd(
          "AgentStopping", "the node agent is stopping; the guest goes on, attach again", 503);
}
