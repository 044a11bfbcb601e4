package dev.guestoperator.operator.gateway;

import java.time.Duration;

/**
 * What bounds sessions and other requests.
 *
 * @param sessions at the same time
 * @param nodes that one session listens on
 * @param questions to agents that are no sessions, at the same time
 * @param dial until the agent has to have accepted a session
 * @param look between two looks for nodes to listen on
 * @param ping between two pings on each side
 * @param clientSilence after which a client is gone; client-go answers within its own 60 s
 * @param agentSilence after which an agent is gone
 * @param review between two reviews of the user's right
 * @param linger what a side that reads slowly gets to take the rest of an ended session
 */
record Limits(
    int sessions,
    int nodes,
    int questions,
    Duration dial,
    Duration look,
    Duration ping,
    Duration clientSilence,
    Duration agentSilence,
    Duration review,
    Duration linger) {
  static final Limits DEFAULT =
      new Limits(
          1000,
          256,
          64,
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(45),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60));
}
