package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The words that name a guest: one is a name, even if it is a number; two are the seed's numbers.
 *
 * @param words one or two
 */
record GuestWords(CommandSpec command, List<String> words) {
  /** Virtio's and the environment counter's numbers are 32 bits wide, unsigned. */
  private static final long MAX_NUMBER = 0xffff_ffffL;

  /**
   * All words but the last, which is a value.
   *
   * @param value its name
   * @throws ParameterException if there is nothing before the last one
   */
  static GuestWords beforeValue(CommandSpec command, List<String> words, String value) {
    if (words.size() < 2) {
      throw new ParameterException(
          command.commandLine(), "Missing required parameter: '%s'".formatted(value));
    }
    return new GuestWords(command, words.subList(0, words.size() - 1));
  }

  /** The guest that is meant; by numbers it is looked up in the cluster. */
  GuestName resolve(Cluster cluster) {
    if (words.size() == 1) {
      return new GuestName(cluster.namespace(), words.getFirst());
    }
    var number = EnvironmentNumber.parse(command, words.getFirst());
    long cid = number(command, "context", words.getLast());
    return find(cluster, number, cid);
  }

  static long number(CommandSpec command, String what, String word) {
    return parse(word)
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(), "Invalid %s ID: %s".formatted(what, word)));
  }

  private static OptionalLong parse(String word) {
    return word.matches("\\d{1,10}") && Long.parseLong(word) <= MAX_NUMBER
        ? OptionalLong.of(Long.parseLong(word))
        : OptionalLong.empty();
  }

  private static GuestName find(Cluster cluster, EnvironmentNumber number, long cid) {
    var environment = number.find(cluster);
    return cluster
        .client()
        .resources(Guest.class)
        .inNamespace(environment.getNamespace())
        .list()
        .getItems()
        .stream()
        .filter(guest -> environment.getName().equals(guest.getSpec().environment()))
        .filter(g -> g.getStatus() != null && Long.valueOf(cid).equals(g.getStatus().cid()))
        .findFirst()
        .map(guest -> GuestName.of(guest.getMetadata()))
        .orElseThrow(
            () ->
                new Problem(
                    "No existing instances in env %d with cid %d".formatted(number.id(), cid)));
  }
}
