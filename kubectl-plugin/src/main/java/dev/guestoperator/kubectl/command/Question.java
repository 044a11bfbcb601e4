package dev.guestoperator.kubectl.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Locale;

/** Asks the person at the terminal. */
record Question(InputStream keyboard, PrintWriter messages) {
  private static final int LINE_LIMIT = 80;

  /** What Ctrl-D is; a terminal that is gone cannot answer either. */
  private static final String END = "\4";

  /** Yes, also by just pressing Enter; an end of input is a no. */
  boolean wantsToTryAgain() {
    while (true) {
      messages.print("try again? [Y/n] ");
      messages.flush();
      switch (answer()) {
        case "", "y", "yes" -> {
          return true;
        }
        case "n", "no", END -> {
          return false;
        }
        default -> messages.println("Invalid selection, please try again.");
      }
    }
  }

  /** A line, as far as it matters; reads no byte after it, for those are not for us. */
  private String answer() {
    var line = new StringBuilder();
    try {
      for (int key; (key = keyboard.read()) != '\n'; ) {
        if (key < 0) {
          return END;
        }
        if (line.length() < LINE_LIMIT) {
          line.append((char) key);
        }
      }
    } catch (IOException e) {
      return END;
    }
    return line.toString().strip().toLowerCase(Locale.ROOT);
  }
}
