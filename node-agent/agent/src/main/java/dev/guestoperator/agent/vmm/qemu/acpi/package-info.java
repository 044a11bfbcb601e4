/**
 * The ACPI table that tells a guest of its mapped interrupt lines, encoded by hand: it is small,
 * and no compiler is needed where guests run.
 *
 * <p>{@link dev.guestoperator.agent.vmm.qemu.acpi.InterruptTable} is the table, {@link
 * dev.guestoperator.agent.vmm.qemu.acpi.Aml} and {@link
 * dev.guestoperator.agent.vmm.qemu.acpi.Resources} are the parts of the language that it needs.
 * Sections are those of the ACPI Specification 6.5.
 */
package dev.guestoperator.agent.vmm.qemu.acpi;
