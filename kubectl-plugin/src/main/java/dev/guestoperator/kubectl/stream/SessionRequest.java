package dev.guestoperator.kubectl.stream;

import java.util.List;

/** What a session is asked for. */
public sealed interface SessionRequest permits SerialRequest, ExecRequest, PortRequest {
  /**
   * The addresses for it below the namespace's in the gateway, never none. Whoever may not use one
   * may use the next.
   */
  List<String> paths();

  String namespace();
}
