package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.stream.SerialRequest;
import dev.guestoperator.kubectl.stream.SerialRequest.Scrollback;
import dev.guestoperator.kubectl.terminal.AtExit;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "launch",
    description = {
      "Make a guest from a package and use its serial port, from its first byte on.",
      "",
      "Leaving the session (Ctrl-]) leaves the guest running, unless --rm is given."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest launch busybox",
      "  kubectl guest launch busybox --name hello --memory 256Mi --virtio-gpu false --detach",
      "  kubectl guest launch busybox --rm --cmdline-add quiet --cmdline-add loglevel=3"
    })
final class LaunchCommand implements Callable<Integer> {
  private static final Duration WAIT = Duration.ofMinutes(5);
  private static final Duration LINGER = Duration.ofSeconds(2);

  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "PACKAGE",
      description = "Guest package to boot, as it is installed on the nodes, for example busybox.")
  String packageName;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the guest (default: made from the package's).")
  String name;

  @Mixin SpecOptions options;

  @Option(names = "--rm", description = "Delete the guest when the session ends.")
  boolean remove;

  @Option(
      names = {"-d", "--detach"},
      description = "Print the name of the guest and return; waits only with --wait-timeout.")
  boolean detach;

  @Option(
      names = "--wait-timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long to wait until the guest runs, for example 90s (default: 5m).")
  Duration waitTimeout;

  @Override
  public Integer call() throws InterruptedException {
    if (remove && detach) {
      throw new ParameterException(
          spec.commandLine(), "--rm and --detach exclude each other: nothing would be left to use");
    }
    var guest = GuestName.of(create().getMetadata());
    messages().printf("guest %s created%n", guest.name());
    if (!remove) {
      return use(guest);
    }
    try (var _ = new AtExit(() -> delete(guest))) {
      return use(guest);
    }
  }

  private Guest create() {
    var namespace = parent.cluster().namespace();
    var guest = new Guest();
    guest.getMetadata().setNamespace(namespace);
    guest.getMetadata().setName(name);
    guest.getMetadata().setGenerateName(name == null ? NamePrefix.of(packageName) : null);
    guest.setSpec(options.spec(packageName));
    return parent
        .cluster()
        .client()
        .resources(Guest.class)
        .inNamespace(namespace)
        .resource(guest)
        .create();
  }

  private int use(GuestName guest) throws InterruptedException {
    if (detach && waitTimeout == null) {
      return printName(guest);
    }
    waitUntilItRuns(guest);
    messages().printf("guest %s launched%n", guest.name());
    return detach
        ? printName(guest)
        : new SerialConsole(parent.cluster(), parent.stdio(), messages())
            .run(
                new SerialRequest(guest.namespace(), guest.name(), new Scrollback.FromStart()),
                LINGER);
  }

  private void waitUntilItRuns(GuestName guest) throws InterruptedException {
    try {
      new GuestWait(guest, parent.cluster(), messages())
          .until(Goal.RUNNING, Optional.ofNullable(waitTimeout).orElse(WAIT));
    } catch (Problem e) {
      throw remove
          ? e
          : new Problem(
              e.getMessage().replaceFirst("[.]$", "") + "; delete it with: " + guest.deletion(), e);
    }
  }

  private int printName(GuestName guest) {
    spec.commandLine().getOut().println(guest.name());
    return 0;
  }

  private void delete(GuestName guest) {
    try {
      guest.in(parent.cluster()).delete();
      messages().printf("guest %s deleted%n", guest.name());
    } catch (KubernetesClientException e) {
      messages()
          .printf(
              "error: guest %s could not be deleted (%s); delete it with: %s%n",
              guest.name(), e.getMessage(), guest.deletion());
    }
  }

  private PrintWriter messages() {
    return spec.commandLine().getErr();
  }
}
