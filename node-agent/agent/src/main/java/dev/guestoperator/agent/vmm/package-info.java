/**
 * Machines and what runs them: {@link dev.guestoperator.agent.vmm.Vmm} starts and adopts a {@link
 * dev.guestoperator.agent.vmm.Machine}, whose process outlives the agent.
 */
package dev.guestoperator.agent.vmm;
