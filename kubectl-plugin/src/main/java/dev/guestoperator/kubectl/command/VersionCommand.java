package dev.guestoperator.kubectl.command;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.LinkedHashMap;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "version",
    description = {
      "Show the version of this program, and of the operator in the cluster if asked.",
      "",
      "The operator's is what its APIService is labelled with (app.kubernetes.io/version)."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {"  kubectl guest version", "  kubectl guest version --server -o json"})
final class VersionCommand implements Runnable {
  private static final String API_SERVICE = "v1alpha1.subresources.guest-operator.dev";
  private static final String VERSION_LABEL = "app.kubernetes.io/version";
  private static final String UNKNOWN = "unknown";
  private static final ResourceDefinitionContext API_SERVICES =
      new ResourceDefinitionContext.Builder()
          .withGroup("apiregistration.k8s.io")
          .withVersion("v1")
          .withKind("APIService")
          .withPlural("apiservices")
          .withNamespaced(false)
          .build();

  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Option(names = "--server", description = "Ask the cluster for the version of the operator, too.")
  boolean server;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      converter = Format.Converter.class,
      completionCandidates = Format.Names.class,
      description = "json or yaml (default: text).")
  Format format = Format.TEXT;

  @Override
  public void run() {
    var versions = new LinkedHashMap<String, String>();
    versions.put("clientVersion", ProgramVersion.text());
    if (server) {
      versions.put("serverVersion", ofOperator().orElse(UNKNOWN));
    }
    var out = spec.commandLine().getOut();
    out.print(format.print(versions));
    out.flush();
  }

  private Optional<String> ofOperator() {
    try {
      return Optional.ofNullable(
              parent
                  .cluster()
                  .client()
                  .genericKubernetesResources(API_SERVICES)
                  .withName(API_SERVICE)
                  .get())
          .map(GenericKubernetesResource::getMetadata)
          .map(metadata -> metadata.getLabels().get(VERSION_LABEL));
    } catch (KubernetesClientException e) {
      spec.commandLine()
          .getErr()
          .println("the version of the operator cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }
}
