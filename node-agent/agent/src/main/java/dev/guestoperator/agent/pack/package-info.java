/**
 * Guest packages: what guests boot, found on the node by name and checked before each start. Their
 * format is described in {@code guest-packages/README.md}.
 */
package dev.guestoperator.agent.pack;
