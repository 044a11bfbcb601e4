package dev.guestoperator.operator.gateway;

import java.util.Set;

/** Finds where the guests of an environment are, without waiting. */
interface EnvironmentLocator {
  Home locate(String namespace, String name);

  /** What is known of an environment. */
  sealed interface Home {
    record NotFound() implements Home {}

    /** Made only just now. */
    record WithoutId() implements Home {}

    /**
     * @param agents of the nodes that have guests of it, as far as they have told where they listen
     */
    record At(long id, Set<AgentAddress> agents) implements Home {}
  }
}
