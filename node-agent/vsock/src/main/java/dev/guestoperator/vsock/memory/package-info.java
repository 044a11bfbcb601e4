/** The guest's memory: mapped while it cannot vanish, and never touched but through slices. */
package dev.guestoperator.vsock.memory;
