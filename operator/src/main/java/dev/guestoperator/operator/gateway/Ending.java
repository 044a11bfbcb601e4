package dev.guestoperator.operator.gateway;

import java.util.Locale;

/** Why a session ended. */
enum Ending {
  /** The agent said so, by a Status. */
  FINISHED,
  CLIENT_LEFT,
  CLIENT_SILENT,
  AGENT_LOST,
  /** The user may no longer attach. */
  REVOKED,
  OPERATOR_STOPPED;

  /** The value of the metric's label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
