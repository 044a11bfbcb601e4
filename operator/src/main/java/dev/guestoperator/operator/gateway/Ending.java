package dev.guestoperator.operator.gateway;

import java.util.Locale;

/** Why a session ended. */
enum Ending {
  /** The agent said so, by a Status. */
  FINISHED,
  CLIENT_LEFT,
  CLIENT_SILENT,
  AGENT_LOST,
  /** The user has lost the right. */
  REVOKED,
  /** Nobody can connect any more: the environment is gone, or a node refuses to listen. */
  LISTENING_ENDED,
  OPERATOR_STOPPED;

  /** The value of the metric's label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
