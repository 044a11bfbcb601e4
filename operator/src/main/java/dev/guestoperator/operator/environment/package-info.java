/** Environments: their ids, and the context ids of the guests in them. */
package dev.guestoperator.operator.environment;
