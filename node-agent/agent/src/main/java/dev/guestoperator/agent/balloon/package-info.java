/**
 * The balloons of the machines of a node. A target is not sent once but led to: as long as a
 * machine runs, what its VMM says is compared with what is desired, and the guest is asked again
 * where the two differ. So nothing has to be remembered over a reboot of the guest, an end of the
 * agent or a command that was lost.
 *
 * <p>{@link dev.guestoperator.agent.balloon.Progress} and {@link
 * dev.guestoperator.agent.balloon.Published} decide, {@link
 * dev.guestoperator.agent.balloon.BalloonController} acts.
 */
package dev.guestoperator.agent.balloon;
