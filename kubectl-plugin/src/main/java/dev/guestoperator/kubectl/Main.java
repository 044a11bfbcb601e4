package dev.guestoperator.kubectl;

import dev.guestoperator.kubectl.command.GuestCommand;
import dev.guestoperator.kubectl.terminal.Stdio;

/** The program behind {@code kubectl guest}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(GuestCommand.run(Stdio.ofProcess(), args));
  }
}
