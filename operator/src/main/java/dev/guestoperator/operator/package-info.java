/** The operator: reconciles guests with what runs on the nodes, and relays sessions to them. */
package dev.guestoperator.operator;
