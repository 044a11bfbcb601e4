package dev.guestoperator.operator.node;

import dev.guestoperator.agent.api.GuestReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the agents reported last, by node and guest. */
@ApplicationScoped
public class Reports {
  /** Is told of everything new, on the thread that reads the events of that node: be brief. */
  public interface Listener {
    /** The node's report of a guest may be another now, or it has none any more. */
    void reported(String node, GuestReport report);

    /** The node has listed all its guests; each was reported before. */
    void listed(String node);
  }

  private final Map<String, Map<String, GuestReport>> nodes = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Tells a listener from now on. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** What the node said of a guest last. */
  public Optional<GuestReport> find(String node, String uid) {
    return Optional.ofNullable(nodes.getOrDefault(node, Map.of()).get(uid));
  }

  /**
   * Takes the answer to a request. It may be older than what the event stream has brought since, so
   * it counts only where that speaks of other wishes.
   */
  public GuestReport answered(String node, GuestReport answer) {
    return of(node).merge(answer.uid(), answer, (old, now) -> sameWishes(old, now) ? old : now);
  }

  void snapshot(String node, List<GuestReport> guests) {
    var fresh =
        guests.stream()
            .collect(Collectors.toMap(GuestReport::uid, Function.identity(), (a, b) -> b));
    var old = nodes.put(node, new ConcurrentHashMap<>(fresh));
    var touched = new ArrayList<>(fresh.values());
    if (old != null) {
      old.values().stream().filter(r -> !fresh.containsKey(r.uid())).forEach(touched::add);
    }
    touched.forEach(report -> tell(node, report));
    listeners.forEach(listener -> listener.listed(node));
  }

  void changed(String node, GuestReport report) {
    of(node).put(report.uid(), report);
    tell(node, report);
  }

  void removed(String node, String uid) {
    var last = of(node).remove(uid);
    if (last != null) {
      tell(node, last);
    }
  }

  void forget(String node) {
    nodes.remove(node);
  }

  private Map<String, GuestReport> of(String node) {
    return nodes.computeIfAbsent(node, n -> new ConcurrentHashMap<>());
  }

  private void tell(String node, GuestReport report) {
    listeners.forEach(listener -> listener.reported(node, report));
  }

  private static boolean sameWishes(GuestReport old, GuestReport now) {
    return old.epoch() == now.epoch() && old.generation() == now.generation();
  }
}
