package dev.guestoperator.operator.gateway;

import io.vertx.core.Future;

/** Whom a client is connected with. */
interface Callee {
  /** The agent, once there is one to talk to; a failure is {@link Refused}. */
  Future<Side> agent();

  /** Lets go of every agent that has answered or is about to. */
  void hangUp();

  /** One agent that has answered. */
  record Answered(Side side) implements Callee {
    @Override
    public Future<Side> agent() {
      return Future.succeededFuture(side);
    }

    @Override
    public void hangUp() {
      side.hangUp();
    }
  }
}
