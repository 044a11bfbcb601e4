/**
 * The guests of a node: what is desired of each, its life, and the directory in which both survive
 * the agent. {@link dev.guestoperator.agent.guest.Rules} decides, {@link
 * dev.guestoperator.agent.guest.GuestRunner} acts.
 */
package dev.guestoperator.agent.guest;
