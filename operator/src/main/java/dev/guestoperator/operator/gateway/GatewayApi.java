package dev.guestoperator.operator.gateway;

/** Names of the aggregated API and of its wire. */
final class GatewayApi {
  static final String GROUP = "subresources.guest-operator.dev";

  /** Of the resources whose subresources these are. */
  static final String RESOURCE_GROUP = "guest-operator.dev";

  static final String VERSION = "v1alpha1";
  static final String GROUP_VERSION = GROUP + "/" + VERSION;

  /** The only sub-protocol of sessions: channels with a half-close, as kubectl exec has. */
  static final String PROTOCOL = "v5.channel.k8s.io";

  /** The channel of what comes from a guest. */
  static final byte STDOUT_CHANNEL = 1;

  /** The channel of a session's last message, a Status. */
  static final byte STATUS_CHANNEL = 3;

  /**
   * The largest frame that either side may send: the default of Vert.x, which the agent has too.
   */
  static final int MAX_FRAME_BYTES = 64 * 1024;

  private GatewayApi() {}
}
