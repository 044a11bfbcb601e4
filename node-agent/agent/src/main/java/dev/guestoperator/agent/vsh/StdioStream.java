package dev.guestoperator.agent.vsh;

/** The standard streams; the numbers are the protocol's. */
enum StdioStream {
  STDIN(1),
  STDOUT(2),
  STDERR(3);

  final int number;

  StdioStream(int number) {
    this.number = number;
  }
}
