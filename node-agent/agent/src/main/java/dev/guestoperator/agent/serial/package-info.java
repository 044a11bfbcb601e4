/**
 * Serial ports and virtio consoles: each is a log file with offsets that its machine appends to,
 * and a FIFO that types. The agent is not in the way of the output, so no viewer and no agent that
 * is away can block a guest or lose a byte.
 */
package dev.guestoperator.agent.serial;
