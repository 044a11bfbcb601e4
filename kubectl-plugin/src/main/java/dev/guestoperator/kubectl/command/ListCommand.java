package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.output.GuestTable;
import dev.guestoperator.kubectl.output.Listing;
import dev.guestoperator.kubectl.output.Manifests;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    description = {
      "List environments and their guests.",
      "",
      "Each environment is a line with its id and name, followed by a line for each of its guests",
      "with context id, name and package:",
      "  env:0             default",
      "   guest:3          hello busybox"
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest list -A          the guests of all namespaces",
      "  kubectl guest list -o wide     with phase, readiness, node and memory"
    })
final class ListCommand implements Runnable {
  private static final ResourceDefinitionContext GUESTS =
      ResourceDefinitionContext.fromResourceType(Guest.class);

  private static final String PREFIX = "guest.guest-operator.dev/";

  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "List the guests of all namespaces.")
  boolean allNamespaces;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      converter = Output.Converter.class,
      completionCandidates = Output.Names.class,
      description = "wide, json, yaml or name (default: environments with their guests).")
  Output output = Output.TREE;

  @Override
  public void run() {
    var out = spec.commandLine().getOut();
    switch (output) {
      case TREE -> out.print(Listing.of(all(Environment.class), all(Guest.class), allNamespaces));
      case WIDE -> table(all(Guest.class));
      case JSON -> out.print(Manifests.json(Manifests.list(untyped())));
      case YAML -> out.print(Manifests.yaml(Manifests.list(untyped())));
      case NAME ->
          all(Guest.class).forEach(guest -> out.println(PREFIX + guest.getMetadata().getName()));
    }
    out.flush();
  }

  private void table(List<Guest> guests) {
    if (guests.isEmpty()) {
      spec.commandLine().getErr().println("No guests found.");
    } else {
      spec.commandLine().getOut().print(GuestTable.of(guests, allNamespaces));
    }
  }

  private <T extends HasMetadata> List<T> all(Class<T> kind) {
    var resources = parent.cluster().client().resources(kind);
    return (allNamespaces
            ? resources.inAnyNamespace()
            : resources.inNamespace(parent.cluster().namespace()))
        .list()
        .getItems();
  }

  /** Untyped, so that fields which this program does not know are shown as well. */
  private List<GenericKubernetesResource> untyped() {
    var resources = parent.cluster().client().genericKubernetesResources(GUESTS);
    return (allNamespaces
            ? resources.inAnyNamespace()
            : resources.inNamespace(parent.cluster().namespace()))
        .list()
        .getItems();
  }
}
