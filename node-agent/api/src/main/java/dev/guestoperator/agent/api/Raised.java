package dev.guestoperator.agent.api;

/**
 * What became of interrupts that were raised one by one; fewer than asked for when the time for one
 * request was over or the guest does not take them.
 *
 * @param requested how many were raised
 * @param taken how many of them the guest has handled
 */
public record Raised(long requested, long taken) {}
