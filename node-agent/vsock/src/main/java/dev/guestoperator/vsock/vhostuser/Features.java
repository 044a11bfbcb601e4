package dev.guestoperator.vsock.vhostuser;

/** Feature bits of the device (virtio 1.2, section 6) and of vhost-user. */
public final class Features {
  public static final long INDIRECT_DESCRIPTORS = 1L << 28;
  public static final long EVENT_INDEX = 1L << 29;
  public static final long PROTOCOL_FEATURES = 1L << 30;
  public static final long VERSION_1 = 1L << 32;

  /** What a driver may choose from. */
  public static final long OFFERED =
      INDIRECT_DESCRIPTORS | EVENT_INDEX | PROTOCOL_FEATURES | VERSION_1;

  /** VHOST_USER_PROTOCOL_F_REPLY_ACK. */
  public static final long REPLY_ACK = 1L << 3;

  /** VHOST_USER_PROTOCOL_F_CONFIG. */
  public static final long CONFIG = 1L << 9;

  public static final long OFFERED_PROTOCOL = REPLY_ACK | CONFIG;

  private Features() {}
}
