package dev.guestoperator.agent.vsh;

/** The signals that a client can send to the program of its session. */
public enum Signal {
  HUP(1),
  INT(2),
  QUIT(3),
  TERM(15);

  final int number;

  Signal(int number) {
    this.number = number;
  }
}
