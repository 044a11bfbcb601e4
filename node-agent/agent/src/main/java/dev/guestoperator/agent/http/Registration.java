package dev.guestoperator.agent.http;

import dev.guestoperator.agent.AgentConfig;
import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.agent.node.NodeFactsSource;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Tells the operator that this node is there and what it can do: at the start, within a second of a
 * change, and every now and then.
 */
@Singleton
class Registration {
  private static final Logger LOG = Logger.getLogger(Registration.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final AgentConfig config;
  private final NodeFactsSource facts;
  private final NodeAddress address;
  private final OperatorClient operator;
  private String lastProblem;

  Registration(
      AgentConfig config, NodeFactsSource facts, NodeAddress address, OperatorClient operator) {
    this.config = config;
    this.facts = facts;
    this.address = address;
    this.operator = operator;
  }

  void start(@ObservesAsync HttpsServerStart listening) {
    var here = address.at(listening.options().getPort());
    config
        .operatorUrl()
        .map(URI::create)
        .ifPresent(url -> Thread.ofVirtual().name("registration").start(() -> keep(url, here)));
  }

  private void keep(URI url, String here) {
    try {
      for (var retry = LOOK; ; ) {
        var now = facts.facts(here);
        if (register(url, now)) {
          retry = LOOK;
          awaitChange(now, here);
        } else {
          Thread.sleep(retry);
          retry = retry.multipliedBy(2).compareTo(INTERVAL) < 0 ? retry.multipliedBy(2) : INTERVAL;
        }
      }
    } catch (InterruptedException stopping) {
      LOG.debug("No longer registered");
    }
  }

  private void awaitChange(NodeFacts told, String here) throws InterruptedException {
    var until = System.nanoTime() + INTERVAL.toNanos();
    do {
      Thread.sleep(LOOK);
    } while (System.nanoTime() - until < 0 && facts.facts(here).equals(told));
  }

  private boolean register(URI url, NodeFacts now) throws InterruptedException {
    try {
      operator.register(url, now);
      say("", "Registered at " + url);
      return true;
    } catch (IOException failed) {
      say(failed.toString(), "Not registered at %s, will try again: %s".formatted(url, failed));
      return false;
    }
  }

  /** Once per change, not every time. */
  private void say(String problem, String message) {
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.info(message);
    }
  }
}
