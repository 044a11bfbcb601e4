package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.Status;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.function.Consumer;

/**
 * A client and an agent that talk, or a client that waits for one. The client always gets a Status
 * and then close 1000: client-go takes a close without a Status for success, and loses a Status
 * before any other close.
 */
final class Session {
  private final Context context;
  private final Limits limits;
  private final Side client;
  private final Callee callee;
  private Side agent;
  private Consumer<Ending> ended;
  private boolean over;
  private boolean midMessage;
  private boolean inStatus;

  /** To be made on the event loop of all sides. */
  Session(Vertx vertx, Limits limits, Side client, Callee callee) {
    this.context = vertx.getOrCreateContext();
    this.limits = limits;
    this.client = client;
    this.callee = callee;
  }

  /**
   * Begins to relay as soon as there is an agent; until then, nothing is read of the client.
   *
   * @param ended is told once
   */
  void start(Consumer<Ending> ended) {
    this.ended = ended;
    client.watch(limits.ping(), limits.clientSilence(), new FromClient());
    callee
        .agent()
        .onSuccess(this::relay)
        .onFailure(error -> finish(Ending.LISTENING_ENDED, Refused.statusOf(error)));
  }

  private void relay(Side agent) {
    this.agent = agent;
    if (!over) {
      agent.open(limits.ping(), limits.agentSilence(), new FromAgent());
    }
    if (!over) {
      client.open(limits.ping(), limits.clientSilence(), new FromClient());
    }
  }

  /** Ends the session for a reason of the gateway's; from any thread. */
  void end(Ending ending, Status status) {
    context.runOnContext(now -> finish(ending, status));
  }

  long bytesFromClient() {
    return client.received();
  }

  long bytesFromAgent() {
    return agent == null ? 0 : agent.received();
  }

  private void finish(Ending ending, Status status) {
    sendStatus(status);
    finish(ending);
  }

  private void finish(Ending ending) {
    if (over) {
      return;
    }
    over = true;
    client.hangUp();
    callee.hangUp();
    ended.accept(ending);
  }

  private void sendStatus(Status status) {
    if (over) {
      return;
    }
    if (midMessage) {
      client.send(WebSocketFrame.continuationFrame(Buffer.buffer(), true));
    }
    var message = Buffer.buffer().appendByte(GatewayApi.STATUS_CHANNEL);
    client.send(WebSocketFrame.binaryFrame(message.appendBytes(Statuses.json(status)), true));
  }

  private final class FromClient implements Side.Events {
    @Override
    public void frame(WebSocketFrame frame) {
      agent.relay(frame, client);
    }

    @Override
    public void left() {
      finish(Ending.CLIENT_LEFT);
    }

    @Override
    public void silent() {
      finish(Ending.CLIENT_SILENT, Statuses.clientSilent());
    }
  }

  private final class FromAgent implements Side.Events {
    @Override
    public void frame(WebSocketFrame frame) {
      if (!frame.isContinuation()) {
        inStatus = isStatus(frame);
      }
      midMessage = !frame.isFinal();
      client.relay(frame, agent);
      if (inStatus && !midMessage) {
        finish(Ending.FINISHED);
      }
    }

    @Override
    public void left() {
      finish(Ending.AGENT_LOST, Statuses.agentLost());
    }

    @Override
    public void silent() {
      finish(Ending.AGENT_LOST, Statuses.agentLost());
    }

    private static boolean isStatus(WebSocketFrame frame) {
      var data = frame.binaryData();
      return data.length() > 0 && data.getByte(0) == GatewayApi.STATUS_CHANNEL;
    }
  }
}
