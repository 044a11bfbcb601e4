/** The service that runs the guests of one node: how it is configured and put together. */
package dev.guestoperator.agent;
