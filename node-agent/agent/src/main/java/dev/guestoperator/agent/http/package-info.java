/** The contract of the node agent over HTTPS; {@code dev.guestoperator.agent.api} describes it. */
package dev.guestoperator.agent.http;
