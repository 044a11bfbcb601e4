package dev.guestoperator.operator;

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
 * Tells users what happened to an object, for kubectl describe. Events are a courtesy: what cannot
 * be told soon is dropped, and nobody waits for it.
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

  private record Seen(int count, Instant first) {}

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
    var uid = about.getMetadata().getUid();
    var key = uid + '/' + reason + '/' + message;
    var now = Instant.now();
    var event =
        seen.merge(key, new Seen(1, now), (old, one) -> new Seen(old.count() + 1, old.first()));
    var name = about.getMetadata().getName() + '.' + Integer.toHexString(key.hashCode());
    try {
      write(about, type, reason, message, name, event, now);
    } catch (KubernetesClientException e) {
      LOG.debugf(e, "Event %s of %s is lost.", reason, about.getMetadata().getName());
    }
  }

  private void write(
      HasMetadata about,
      String type,
      String reason,
      String message,
      String name,
      Seen event,
      Instant now) {
    var namespace = about.getMetadata().getNamespace();
    client
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace == null ? "default" : namespace)
                .endMetadata()
                .withInvolvedObject(
                    new ObjectReferenceBuilder()
                        .withApiVersion(about.getApiVersion())
                        .withKind(about.getKind())
                        .withNamespace(namespace)
                        .withName(about.getMetadata().getName())
                        .withUid(about.getMetadata().getUid())
                        .build())
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withCount(event.count())
                .withFirstTimestamp(event.first().toString())
                .withLastTimestamp(now.toString())
                .withNewSource()
                .withComponent(OperatorName.NAME)
                .endSource()
                .withReportingComponent(OperatorName.NAME)
                .withReportingInstance(OperatorName.NAME)
                .build())
        .fieldManager(OperatorName.NAME)
        .forceConflicts()
        .serverSideApply();
  }
}
