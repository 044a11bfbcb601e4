package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** One line of the event stream. A reader that misses some reconnects and gets a new snapshot. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AgentEvent.Snapshot.class, name = "snapshot"),
  @JsonSubTypes.Type(value = AgentEvent.Changed.class, name = "changed"),
  @JsonSubTypes.Type(value = AgentEvent.Removed.class, name = "removed"),
  @JsonSubTypes.Type(value = AgentEvent.Heartbeat.class, name = "heartbeat")
})
public sealed interface AgentEvent {
  /** Always first: all guests of the node. */
  record Snapshot(List<GuestReport> guests) implements AgentEvent {}

  /** The report of a guest is now this one. */
  record Changed(GuestReport guest) implements AgentEvent {}

  /** Nothing is left of this guest on the node. */
  record Removed(String uid) implements AgentEvent {}

  /** Nothing new, the stream is alive. */
  record Heartbeat() implements AgentEvent {}
}
