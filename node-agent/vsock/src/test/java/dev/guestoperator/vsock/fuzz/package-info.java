/** Inputs that nobody would think of, by generators with fixed seeds. */
package dev.guestoperator.vsock.fuzz;
