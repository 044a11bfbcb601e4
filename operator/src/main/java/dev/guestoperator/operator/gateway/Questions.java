package dev.guestoperator.operator.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;

/** Requests that are no sessions: one question to the agent of a guest, and its answer. */
@ApplicationScoped
class Questions {
  /** What is asked of an agent; blocks. */
  @FunctionalInterface
  interface Question {
    /** Answers with an object of JSON. */
    Object ask(GuestLocator.Place.At at) throws Refused;
  }

  private final Limits limits;
  private final Whereabouts whereabouts;
  private final ObjectMapper json;
  private final Semaphore places;
  private final WorkerExecutor workers;

  Questions(Vertx vertx, Limits limits, Whereabouts whereabouts, ObjectMapper json) {
    this.limits = limits;
    this.whereabouts = whereabouts;
    this.json = json;
    places = new Semaphore(limits.questions());
    // Of their own, so that agents which do not answer hold up no admission of a session.
    workers = vertx.createSharedWorkerExecutor("gateway-questions", limits.questions());
  }

  /**
   * Asks, and answers the request with what comes of it. kube-apiserver has made sure that the user
   * may.
   *
   * @param kind of the answer
   * @throws Refused if too many are asking
   */
  void ask(HttpServerRequest request, ResourcePath guest, String kind, Question question)
      throws Refused {
    if (!places.tryAcquire()) {
      throw new Refused(Statuses.busy(limits.questions()));
    }
    workers
        .executeBlocking(
            () -> document(kind, question.ask(whereabouts.guest(guest.namespace(), guest.name()))),
            false)
        .onComplete(asked -> places.release())
        .onSuccess(document -> Gateway.answer(request, 200, document))
        .onFailure(error -> Gateway.fail(request, error));
  }

  @PreDestroy
  void close() {
    workers.close();
  }

  private Buffer document(String kind, Object answer) {
    ObjectNode fields = json.valueToTree(answer);
    var document =
        json.createObjectNode().put("apiVersion", GatewayApi.GROUP_VERSION).put("kind", kind);
    document.setAll(fields);
    return Buffer.buffer(document.toString());
  }
}
