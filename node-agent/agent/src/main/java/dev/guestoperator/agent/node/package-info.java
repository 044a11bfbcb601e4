/** What the node offers: accelerators, memory for guests, cgroups. */
package dev.guestoperator.agent.node;
