package dev.guestoperator.operator;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells users what happened to an object, for kubectl describe. The same told again is the same
 * Event with a higher count, also when another operator has told it before. Events are a courtesy:
 * what cannot be told soon is dropped, and nobody waits for it.
 */
@ApplicationScoped
public class EventRecorder {
  private static final Logger LOG = Logger.getLogger(EventRecorder.class);
  private static final int MAX_PENDING = 1_000;
  private static final int MAX_REMEMBERED = 2_000;

  private final KubernetesClient client;
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(MAX_PENDING),
          Thread.ofVirtual().name("events").factory(),
          new ThreadPoolExecutor.DiscardPolicy());
  private final Map<String, Seen> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private record Seen(int count, String first) {
    static Seen of(Event event) {
      return new Seen(event.getCount() == null ? 1 : event.getCount(), event.getFirstTimestamp());
    }

    Seen again(String now) {
      return new Seen(count + 1, first == null ? now : first);
    }
  }

  EventRecorder(KubernetesClient client) {
    this.client = client;
  }

  /** Records that something went as it should. */
  public void normal(HasMetadata about, String reason, String message) {
    record(about, "Normal", reason, message);
  }

  /** Records that something went wrong. */
  public void warning(HasMetadata about, String reason, String message) {
    record(about, "Warning", reason, message);
  }

  void stop(@Observes ShutdownEvent shutdown) {
    worker.shutdownNow();
  }

  private void record(HasMetadata about, String type, String reason, String message) {
    worker.execute(() -> write(about, type, reason, message));
  }

  // Only the worker's one thread comes here.
  private void write(HasMetadata about, String type, String reason, String message) {
    try {
      var event = event(about, type, reason, message);
      client.resource(event).fieldManager(OperatorName.NAME).forceConflicts().serverSideApply();
    } catch (KubernetesClientException e) {
      LOG.debugf(e, "Event %s of %s is lost.", reason, about.getMetadata().getName());
    }
  }

  private Event event(HasMetadata about, String type, String reason, String message) {
    var meta = about.getMetadata();
    var key = meta.getUid() + '/' + reason + '/' + message;
    var name = meta.getName() + '.' + Integer.toHexString(key.hashCode());
    var namespace = meta.getNamespace() == null ? "default" : meta.getNamespace();
    var now = Instant.now().toString();
    var told = seen.containsKey(key) ? seen.get(key) : told(namespace, name);
    var count = told.again(now);
    seen.put(key, count);
    return new EventBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withInvolvedObject(
            new ObjectReferenceBuilder()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .build())
        .withType(type)
        .withReason(reason)
        .withMessage(message)
        .withCount(count.count())
        .withFirstTimestamp(count.first())
        .withLastTimestamp(now)
        .withNewSource()
        .withComponent(OperatorName.NAME)
        .endSource()
        .withReportingComponent(OperatorName.NAME)
        .withReportingInstance(OperatorName.NAME)
        .build();
  }

  /** How often the API server knows it to be told. */
  private Seen told(String namespace, String name) {
    var event = client.v1().events().inNamespace(namespace).withName(name).get();
    return event == null ? new Seen(0, null) : Seen.of(event);
  }
}
