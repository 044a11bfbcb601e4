/** Guests: where each runs, what its node is told, and what its status says. */
package dev.guestoperator.operator.guest;
