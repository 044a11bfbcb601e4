package dev.guestoperator.kubectl.config;

/** What went wrong, in one sentence for the user; ends the command with exit code 1. */
public class Problem extends RuntimeException {
  public Problem(String sentence) {
    super(sentence);
  }

  public Problem(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
