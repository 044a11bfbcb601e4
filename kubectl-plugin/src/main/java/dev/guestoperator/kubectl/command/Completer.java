package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.config.Problem;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import picocli.CommandLine;

/**
 * What kubectl asks for completions, through {@code kubectl_complete-guest}: one candidate a line,
 * and at last a directive, as the library cobra has it.
 */
record Completer(GuestCommand command, CommandLine line) {
  static final String COMMAND = "__complete";

  /** Cobra's ShellCompDirectiveNoFileComp. */
  private static final String NO_FILES = ":4";

  int complete(List<String> words) {
    Completions.of(line.getCommandSpec(), words, this::guests).forEach(line.getOut()::println);
    line.getOut().println(NO_FILES);
    return 0;
  }

  private List<String> guests() {
    try {
      var cluster = command.cluster();
      return cluster
          .client()
          .resources(Guest.class)
          .inNamespace(cluster.namespace())
          .list()
          .getItems()
          .stream()
          .map(guest -> guest.getMetadata().getName())
          .toList();
    } catch (KubernetesClientException | Problem unreachable) {
      // The user is typing: there is nothing to offer, and no place for a message.
      return List.of();
    }
  }
}
