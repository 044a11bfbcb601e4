/** Machines that do not exist, for tests and for measuring everything but QEMU. */
package dev.guestoperator.agent.vmm.simulated;
