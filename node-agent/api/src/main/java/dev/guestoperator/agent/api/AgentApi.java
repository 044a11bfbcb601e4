package dev.guestoperator.agent.api;

/** Names that both sides of the contract use. */
public final class AgentApi {
  /** Common name of the certificate that the operator shows. */
  public static final String OPERATOR_COMMON_NAME = "guest-operator";

  /** The common name of an agent's certificate is this and the name of its node. */
  public static final String AGENT_COMMON_NAME_PREFIX = "guest-agent:";

  public static final String GUESTS = "/v1/guests";
  public static final String ENVIRONMENTS = "/v1/environments";
  public static final String EVENTS = "/v1/events";
  public static final String NODE = "/v1/node";

  /** On the operator. */
  public static final String NODES = "/v1/nodes";

  /** Media type of the event stream: one JSON object a line. */
  public static final String NDJSON = "application/x-ndjson";

  /**
   * An event stream that is silent for this long is dead; a heartbeat comes three times as often.
   */
  public static final int EVENT_SILENCE_SECONDS = 15;

  private AgentApi() {}
}
