package dev.guestoperator.agent.api;

/**
 * The body of every answer that is an error.
 *
 * @param reason CamelCase, such as StaleEpoch
 * @param message one sentence that says what to do
 */
public record Refusal(String reason, String message) {}
