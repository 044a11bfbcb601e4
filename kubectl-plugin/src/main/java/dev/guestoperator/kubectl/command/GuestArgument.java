package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Cluster;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which guest, of a command that takes nothing else. */
final class GuestArgument {
  @Parameters(
      index = "0..1",
      arity = "1..2",
      paramLabel = "(NAME | ENV_ID CID)",
      hideParamSyntax = true,
      completionCandidates = GuestNames.class,
      description =
          "Name of the guest; or id of its environment and its context id, as list shows them.")
  List<String> words;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /** The guest that is meant; by numbers it is looked up in the cluster. */
  GuestName resolve(Cluster cluster) {
    return new GuestWords(command, words).resolve(cluster);
  }
}
