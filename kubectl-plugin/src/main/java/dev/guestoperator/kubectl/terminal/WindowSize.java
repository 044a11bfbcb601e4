package dev.guestoperator.kubectl.terminal;

/** The size of a terminal in characters, each from 0 (unknown) to 65535. */
public record WindowSize(int rows, int columns) {}
