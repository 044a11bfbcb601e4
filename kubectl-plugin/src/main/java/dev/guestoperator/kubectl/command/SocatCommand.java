package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.stream.PortRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "socat",
    description = {
      "Connect to a vsock port of a guest: standard input goes there, and what comes goes to",
      "standard output.",
      "",
      "The end of one direction does not end the other. Ends when both have."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest socat hello 5000",
      "  kubectl guest socat 0 3 5000 <request >answer"
    })
final class SocatCommand implements Callable<Integer> {
  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0..2",
      arity = "1..3",
      paramLabel = "(NAME | ENV_ID CID) PORT",
      hideParamSyntax = true,
      completionCandidates = GuestNames.class,
      description =
          "The guest, by its name or by its environment's id and its context id; and the port.")
  List<String> words;

  @Override
  public Integer call() throws InterruptedException {
    var guest = GuestWords.beforeValue(spec, words, "PORT");
    long port = Ports.read(spec, words.getLast());
    var target = guest.resolve(parent.cluster());
    var request = new PortRequest(PortRequest.From.GUEST, target.namespace(), target.name(), port);
    return new Pipe(parent.cluster(), parent.stdio(), spec.commandLine().getErr()).connect(request);
  }
}
