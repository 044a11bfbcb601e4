package dev.guestoperator.kubectl.stream;

import java.util.Arrays;
import java.util.Optional;

/**
 * The channels of {@code v5.channel.k8s.io}: the first byte of each message names the channel
 * (k8s.io/apimachinery, pkg/util/remotecommand/constants.go).
 */
enum Channel {
  STDIN(0),
  STDOUT(1),
  STDERR(2),
  /** Carries one Status, the last message of a session. */
  ERROR(3),
  RESIZE(4),
  /** Its one byte of payload names the channel that ends. */
  CLOSE(255);

  static final String PROTOCOL = "v5.channel.k8s.io";

  final byte id;

  Channel(int id) {
    this.id = (byte) id;
  }

  static Optional<Channel> of(byte id) {
    return Arrays.stream(values()).filter(channel -> channel.id == id).findFirst();
  }
}
