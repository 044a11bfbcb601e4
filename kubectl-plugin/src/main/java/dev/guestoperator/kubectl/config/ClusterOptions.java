package dev.guestoperator.kubectl.config;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where a command works; the options mean what they mean in kubectl. */
public final class ClusterOptions {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      order = 90,
      description = "Namespace to work in (default: that of the kubeconfig context).")
  String namespace;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      order = 91,
      description = "Context of the kubeconfig to use (default: its current context).")
  String context;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      order = 92,
      description = "kubeconfig file (default: those of $KUBECONFIG, else ~/.kube/config).")
  String kubeconfig;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      order = 93,
      description = "Print the stack trace of a failure as well.")
  boolean verbose;

  public boolean verbose() {
    return verbose;
  }
}
