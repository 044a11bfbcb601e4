/** The nodes: their agents register, are followed, and are told what to do. */
package dev.guestoperator.operator.node;
