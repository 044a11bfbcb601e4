package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.stream.PortRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "socat-listen",
    description = {
      "Listen on a vsock port of the host for one connection of a guest of an environment: standard",
      "input goes there, and what comes goes to standard output.",
      "",
      "The host is context id 2 for the guests. Waits for the connection as long as it takes, and",
      "ends when both directions of it have."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest socat-listen default 5000",
      "  kubectl guest socat-listen 0 5000 >dump    the guest: socat - VSOCK-CONNECT:2:5000 <dump"
    })
final class SocatListenCommand implements Callable<Integer> {
  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "(ENV_NAME | ENV_ID)",
      description = "The environment, by its name or by its id.")
  String environment;

  @Parameters(index = "1", paramLabel = "PORT", description = "The port of the host.")
  String port;

  @Override
  public Integer call() throws InterruptedException {
    var request = request(Ports.read(spec, port));
    return new Pipe(parent.cluster(), parent.stdio(), spec.commandLine().getErr()).listen(request);
  }

  private PortRequest request(long number) {
    var cluster = parent.cluster();
    if (!environment.matches("\\d+")) {
      return new PortRequest(
          PortRequest.From.ENVIRONMENT, cluster.namespace(), environment, number);
    }
    var found = EnvironmentNumber.parse(spec, environment).find(cluster);
    return new PortRequest(
        PortRequest.From.ENVIRONMENT, found.getNamespace(), found.getName(), number);
  }
}
