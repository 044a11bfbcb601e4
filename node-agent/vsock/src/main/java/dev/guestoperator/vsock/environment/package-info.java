/**
 * The switch of an environment, and what sessions do with it: {@link
 * dev.guestoperator.vsock.environment.EnvironmentSwitch} connects guests with their host and with
 * each other, {@link dev.guestoperator.vsock.environment.VsockConnection} is one connection.
 */
package dev.guestoperator.vsock.environment;
