/**
 * vsock on this node: {@link dev.guestoperator.agent.vsock.Environments} has a switch for each
 * environment with guests or listeners here, and its files.
 *
 * <pre>
 *   environments/ID/guests/CID        Unix socket of a guest, for tools of the node
 *   environments/ID/guests/CID_PORT   where a tool serves a port of the host to that guest
 *   environments/ID/listeners/NAME    where a process serves a port to all guests
 * </pre>
 */
package dev.guestoperator.agent.vsock;
