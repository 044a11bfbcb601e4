package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * What a node knows of a guest; null is not known.
 *
 * @param uid of the Guest
 * @param namespace of the Guest
 * @param name of the Guest
 * @param epoch of the placement that the agent acts on
 * @param generation of the Guest's spec that the agent acts on
 * @param state where the guest is in its life
 * @param problem why it cannot do what is desired, null when it can
 * @param restartRequired whether the running guest differs from what is desired until it is started
 *     anew
 * @param startedAt when the running VMM was started
 * @param restarts how often the guest was started again after it had ended by itself
 * @param lastExit how it ended the last time it did
 * @param accelerator what runs it, KVM or TCG
 * @param packageDigest of the package it was started from, {@code sha256:…}
 * @param balloon of the machine that runs, null without one; not as fresh as {@code GET
 *     /v1/guests/{uid}/balloon}, so that a guest at rest causes no events
 * @param vsock how the vsock device of the machine fares, null without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuestReport(
    String uid,
    String namespace,
    String name,
    long epoch,
    long generation,
    GuestState state,
    Problem problem,
    boolean restartRequired,
    Instant startedAt,
    long restarts,
    Exit lastExit,
    Accelerator accelerator,
    String packageDigest,
    BalloonReport balloon,
    VsockReport vsock) {

  /**
   * Why a guest cannot do what is desired.
   *
   * @param reason CamelCase, such as PackageMissing
   * @param message one sentence that says what to do
   * @param stalled whether it lasts until somebody changes something
   */
  public record Problem(String reason, String message, boolean stalled) {}

  /**
   * How a guest ended.
   *
   * @param reason CamelCase, such as GuestShutdown
   * @param message one sentence
   * @param exitCode of the VMM's process, null when nobody saw it
   * @param at when
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Exit(String reason, String message, Integer exitCode, Instant at) {}
}
