package dev.guestoperator.operator.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketFrame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Listens on every node of an environment until the first guest connects; then only its node's
 * agent is left. Looks now and then which nodes there are, as guests come and go and agents
 * restart. One event loop only.
 */
final class Listening implements Callee {
  /** Tells which agents are to listen. */
  @FunctionalInterface
  interface Nodes {
    /**
     * @throws Refused if nobody can connect any more
     */
    Set<AgentAddress> now() throws Refused;
  }

  private final Vertx vertx;
  private final Limits limits;
  private final Function<AgentAddress, Future<Side>> dialer;
  private final Nodes nodes;
  private final Map<String, Post> posts = new HashMap<>();

  /** Nodes that have listened, and may still have the port for a connection that has ended. */
  private final Set<String> held = new HashSet<>();

  private final Promise<Side> connected = Promise.promise();
  private boolean over;
  private long timer = -1;

  Listening(Vertx vertx, Limits limits, Function<AgentAddress, Future<Side>> dialer, Nodes nodes) {
    this.vertx = vertx;
    this.limits = limits;
    this.dialer = dialer;
    this.nodes = nodes;
  }

  /** Succeeds once every node that answers listens; otherwise none does, and it is refused. */
  Future<Listening> begin() {
    try {
      var dials = nodes.now().stream().map(agent -> post(agent).dial(agent)).toList();
      return Future.join(dials).transform(all -> begun(dials));
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  @Override
  public Future<Side> agent() {
    return connected.future();
  }

  @Override
  public void hangUp() {
    stopListening();
    connected.future().onSuccess(Side::hangUp);
  }

  private Future<Listening> begun(List<Future<Void>> dials) {
    var refusals = dials.stream().filter(Future::failed).map(Future::cause).toList();
    var veto =
        refusals.stream()
            .filter(refusal -> refusals.size() == dials.size() || !isAway(refusal))
            .findFirst();
    if (veto.isPresent()) {
      hangUp();
      return Future.failedFuture(veto.get());
    }
    if (!over) {
      timer = vertx.setPeriodic(limits.look().toMillis(), tick -> look());
    }
    return Future.succeededFuture(this);
  }

  private void look() {
    try {
      keepUpWith(nodes.now());
    } catch (Refused refused) {
      fail(refused);
    }
  }

  private void keepUpWith(Set<AgentAddress> agents) {
    var names = agents.stream().map(AgentAddress::node).toList();
    posts.entrySet().stream()
        .filter(post -> !names.contains(post.getKey()))
        .toList()
        .forEach(post -> posts.remove(post.getKey()).leave());
    for (var agent : agents) {
      var post = post(agent);
      if (post.isIdle()) {
        post.dial(agent).onFailure(error -> refused(agent, error));
      }
    }
  }

  private Post post(AgentAddress agent) {
    return posts.computeIfAbsent(agent.node(), node -> new Post());
  }

  private void refused(AgentAddress agent, Throwable error) {
    if (!isAway(error) && !held.contains(agent.node())) {
      fail(error);
    }
  }

  /** Whether a node may well listen later. */
  private static boolean isAway(Throwable refusal) {
    return Refused.statusOf(refusal).getCode() == 503;
  }

  private void fail(Throwable error) {
    if (!over) {
      stopListening();
      connected.fail(error);
    }
  }

  private void connect(Side side, WebSocketFrame first) {
    side.hold(first);
    stopListening();
    connected.complete(side);
  }

  private void stopListening() {
    over = true;
    vertx.cancelTimer(timer);
    posts.values().forEach(Post::leave);
    posts.clear();
  }

  /** One node. */
  private final class Post implements Side.Events {
    private Side side;
    private boolean dialling;
    private boolean left;

    boolean isIdle() {
      return side == null && !dialling;
    }

    Future<Void> dial(AgentAddress agent) {
      dialling = true;
      return dialer
          .apply(agent)
          .onComplete(answered -> dialling = false)
          .map(
              answered -> {
                held.add(agent.node());
                listen(answered);
                return null;
              });
    }

    void leave() {
      left = true;
      release();
    }

    @Override
    public void frame(WebSocketFrame frame) {
      var winner = side;
      if (isConnection(frame)) {
        side = null;
        connect(winner, frame);
      } else {
        release();
      }
    }

    @Override
    public void left() {
      release();
    }

    @Override
    public void silent() {
      release();
    }

    private void listen(Side answered) {
      if (left) {
        answered.hangUp();
      } else {
        side = answered;
        side.open(limits.ping(), limits.agentSilence(), this);
      }
    }

    /** The next look dials again, if somebody is to listen here then. */
    private void release() {
      if (side != null) {
        side.hangUp();
        side = null;
      }
    }

    private static boolean isConnection(WebSocketFrame frame) {
      var data = frame.binaryData();
      return data.length() > 0 && data.getByte(0) == GatewayApi.STDOUT_CHANNEL;
    }
  }
}
