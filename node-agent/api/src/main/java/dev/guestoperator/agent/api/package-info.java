/**
 * The contract between operator and node agent: JSON over HTTPS with mutual TLS. The operator dials
 * the agent; the agent dials the operator only to register.
 *
 * <p>On the agent, for a peer whose certificate has the common name {@value
 * dev.guestoperator.agent.api.AgentApi#OPERATOR_COMMON_NAME}:
 *
 * <ul>
 *   <li>{@code PUT /v1/guests/{uid}} with a {@link dev.guestoperator.agent.api.DesiredGuest}: makes
 *       it so, answers 200 with a {@link dev.guestoperator.agent.api.GuestReport}; the same twice
 *       changes nothing. 409 StaleEpoch, 409 BeingRemoved while a removal lasts, 400 Invalid, 507
 *       NoRoom, 500 StorageFailed.
 *   <li>{@code GET /v1/guests}, {@code GET /v1/guests/{uid}}: reports; 404 NotFound.
 *   <li>{@code DELETE /v1/guests/{uid}?epoch=E&gracePeriodSeconds=S}: shuts the guest down and
 *       removes all that is left of it; 202 with a report while that lasts, 204 when nothing is
 *       left. 409 StaleEpoch.
 *   <li>{@code GET /v1/guests/{uid}/balloon}: a {@link dev.guestoperator.agent.api.BalloonReport}
 *       of this moment; 404 NotFound, 409 NoBalloon when the guest is off, has none or has not
 *       answered yet.
 *   <li>{@code POST /v1/guests/{uid}/interrupts/{line}?count=N}, N from 1 to 1000: raises a line of
 *       source manual N times, each when the guest has taken the one before, for at most 3 s;
 *       answers 200 with a {@link dev.guestoperator.agent.api.Raised}. 404 NotFound, 409
 *       NotRunning, 409 NoSuchLine.
 *   <li>{@code GET /v1/events}: an endless {@code application/x-ndjson} stream of {@link
 *       dev.guestoperator.agent.api.AgentEvent}, a snapshot first.
 *   <li>{@code GET /v1/node}: {@link dev.guestoperator.agent.api.NodeFacts}.
 *   <li>{@code GET /v1/guests/{uid}/attach?device=serial}, or {@code console}, upgraded to a
 *       WebSocket that speaks {@code v5.channel.k8s.io}; {@code tailLines=N} or {@code
 *       fromStart=true} ask for scrollback. A session goes on while the guest restarts, and ends
 *       with a Status whose reason is GuestOff, GuestDeleted or AgentStopping.
 * </ul>
 *
 * <p>On the operator, for a peer whose certificate has the common name {@code guest-agent:NODE}:
 * {@code PUT /v1/nodes/NODE} with {@link dev.guestoperator.agent.api.NodeFacts}, answers 204.
 *
 * <p>Every refusal has a {@link dev.guestoperator.agent.api.Refusal} as its body.
 */
package dev.guestoperator.agent.api;
