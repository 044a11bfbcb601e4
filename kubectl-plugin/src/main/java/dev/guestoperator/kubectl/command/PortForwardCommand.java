package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.stream.Dialer;
import dev.guestoperator.kubectl.stream.PortRequest;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "port-forward",
    description = {
      "Forward local TCP ports or Unix sockets to vsock ports of a guest, until Ctrl-C.",
      "",
      "Up to 128 connections are served at once; those beyond wait."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest port-forward hello 8080:80",
      "  kubectl guest port-forward hello 0:22           a free local port, which is printed",
      "  kubectl guest port-forward hello ./ssh.sock:22 8080:80"
    })
final class PortForwardCommand implements Callable<Integer> {
  private static final int AT_ONCE = 128;

  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      completionCandidates = GuestNames.class,
      description = "Name of the guest.")
  String name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "LOCAL:PORT",
      description =
          "A local port, 0 for a free one, or the path of a Unix socket with a slash in it; and the"
              + " vsock port of the guest.")
  List<String> words;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Local address to listen on (default: 127.0.0.1).")
  String address = "127.0.0.1";

  @Override
  public Integer call() throws InterruptedException {
    var forwardings =
        words.stream().map(word -> Forwarding.parse(spec, localhost(), word)).toList();
    var guest = new GuestName(parent.cluster().namespace(), name);
    check(guest);
    var dialer = new Dialer(parent.cluster());
    var room = new Semaphore(AT_ONCE);
    var listeners = new ArrayList<Forwarder>();
    try {
      for (var forwarding : forwardings) {
        var request =
            new PortRequest(
                PortRequest.From.GUEST, guest.namespace(), guest.name(), forwarding.port());
        listeners.add(
            Forwarder.listen(
                forwarding.local(), new Relay(dialer, request, spec.commandLine().getErr()), room));
      }
      listeners.forEach(this::announce);
      serve(listeners);
      return 1;
    } finally {
      listeners.forEach(Forwarder::close);
    }
  }

  private InetAddress localhost() {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new ParameterException(
          spec.commandLine(), "--address expects an address, not '%s'".formatted(address), e);
    }
  }

  /** A wrong name should show now, and not at the first connection. */
  private void check(GuestName guest) {
    try {
      guest.read(parent.cluster());
    } catch (KubernetesClientException e) {
      // Whoever may use one port of a guest need not be allowed to see the guest.
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
    }
  }

  private void announce(Forwarder listener) {
    spec.commandLine().getOut().println(listener.describe());
  }

  /** Returns only if nothing can be accepted any more. */
  private static void serve(List<Forwarder> listeners) throws InterruptedException {
    var threads = listeners.stream().map(l -> Thread.ofVirtual().start(l)).toList();
    for (var thread : threads) {
      thread.join();
    }
  }
}
