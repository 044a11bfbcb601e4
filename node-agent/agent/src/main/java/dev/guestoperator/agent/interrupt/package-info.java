/**
 * Interrupts that reach a guest from outside: {@link
 * dev.guestoperator.agent.interrupt.InterruptLine} paces those of one line by what the guest has
 * taken, {@link dev.guestoperator.agent.interrupt.UioEvents} raises one for each event of a device
 * of the host.
 */
package dev.guestoperator.agent.interrupt;
