package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.output.MemoryTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "top",
    description = {
      "Show how guests use their memory.",
      "",
      "AVAILABLE is what programs in the guest can still have, BALLOON what the guest has given back",
      "to its node, TARGET what it is to give back, and USED all the rest of its MEMORY. On a",
      "terminal the table is drawn anew every two seconds, until Ctrl-C."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest top -A          the guests of all namespaces",
      "  kubectl guest top --once      a single table"
    })
final class TopCommand implements Callable<Integer> {
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** Control sequences (ECMA-48): cursor to the corner, and erase all after it. */
  private static final String CLEAR = "\033[H\033[J";

  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Show the guests of all namespaces.")
  boolean allNamespaces;

  @Option(names = "--once", description = "Show one table, on a terminal as well.")
  boolean once;

  @Override
  public Integer call() throws InterruptedException {
    if (once || !parent.stdio().outputIsTerminal()) {
      var guests = guests();
      if (guests.isEmpty()) {
        spec.commandLine().getErr().println("No guests found.");
      } else {
        print(table(guests));
      }
      return 0;
    }
    while (true) {
      print(CLEAR + table(guests()));
      Thread.sleep(PERIOD);
    }
  }

  private void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }

  private String table(List<Guest> guests) {
    return MemoryTable.of(new Readings(parent.cluster()).of(guests), allNamespaces);
  }

  private List<Guest> guests() {
    var resources = parent.cluster().client().resources(Guest.class);
    return (allNamespaces
            ? resources.inAnyNamespace()
            : resources.inNamespace(parent.cluster().namespace()))
        .list()
        .getItems();
  }
}
