package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.stream.ExecRequest;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The words that say where a virtual shell is, of which any may be missing.
 *
 * @param words {@code [NAME | ENV_ID [CID [PORT]]]}
 */
record VshWords(CommandSpec command, List<String> words) {
  record Place(GuestName guest, long port) {}

  /** Where the shell is; what is not said is looked up in the cluster. */
  Place resolve(Cluster cluster) {
    return switch (words.size()) {
      case 0 -> onDefaultPort(anywhere(cluster));
      case 1 -> onDefaultPort(named(cluster));
      case 2 -> onDefaultPort(new GuestWords(command, words).resolve(cluster));
      case 3 -> {
        long port = Ports.read(command, words.getLast());
        yield new Place(new GuestWords(command, words.subList(0, 2)).resolve(cluster), port);
      }
      default ->
          throw new ParameterException(
              command.commandLine(),
              "unknown argument '%s': write -- before a command".formatted(words.get(3)));
    };
  }

  private static Place onDefaultPort(GuestName guest) {
    return new Place(guest, ExecRequest.VSHD_PORT);
  }

  private GuestName named(Cluster cluster) {
    var word = words.getFirst();
    if (!word.matches("\\d+")) {
      return new GuestName(cluster.namespace(), word);
    }
    long environment = EnvironmentNumber.parse(command, word).id();
    return DefaultGuest.of(Reach.of(cluster).list(Guest.class), environment)
        .orElseThrow(
            () ->
                new Problem(
                    "no guest runs in environment %d: see kubectl guest list -A"
                        .formatted(environment)));
  }

  private static GuestName anywhere(Cluster cluster) {
    return DefaultGuest.of(Reach.of(cluster).list(Guest.class), cluster.namespace())
        .orElseThrow(
            () ->
                new Problem(
                    "no guest runs: name the one to wait for, or make one with kubectl guest"
                        + " launch"));
  }
}
