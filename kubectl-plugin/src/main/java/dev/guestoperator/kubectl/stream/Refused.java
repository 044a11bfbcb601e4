package dev.guestoperator.kubectl.stream;

import dev.guestoperator.kubectl.config.Problem;
import java.net.HttpURLConnection;

/** A session was refused before it began. */
public final class Refused extends Problem {
  private final int code;
  private final String reason;

  /**
   * @param code of HTTP
   * @param reason one word for programs, or empty
   */
  Refused(int code, String reason, String sentence, Throwable cause) {
    super(sentence, cause);
    this.code = code;
    this.reason = reason;
  }

  /** Whether the user lacks the right. */
  boolean isForbidden() {
    return code == HttpURLConnection.HTTP_FORBIDDEN;
  }

  /** Whether the guest has no node yet; it may get one. */
  public boolean isNotPlaced() {
    return code == HttpURLConnection.HTTP_CONFLICT && reason.equals("Conflict");
  }

  /** Whether what is asked for may be there in a moment: a node, a driver, a listener. */
  public boolean isTemporary() {
    return isNotPlaced()
        || code == HttpURLConnection.HTTP_BAD_GATEWAY
        || code == HttpURLConnection.HTTP_UNAVAILABLE;
  }
}
