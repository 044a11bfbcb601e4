/**
 * The aggregated API {@code subresources.guest-operator.dev}: sessions with guests, and what is
 * asked of them while they run. The API server relays a user's request to here as the front proxy;
 * the gateway makes sure of that, asks whether the user may, dials the agent of the guest's node
 * and relays WebSocket frames between the two.
 *
 * <pre>
 * client ── API server ── TLS ── Gateway ── mutual TLS ── agent
 *                                  │
 *     FrontProxy: who asks?        │ AgentDialer: the agent of that node and no other
 *     AttachRequest: for what?     │ Session: frames both ways, a Status at the end
 *     Admission: may he, where?    │ Sessions: how many, and the end of all of them
 * </pre>
 *
 * A path below a guest is a {@link dev.guestoperator.operator.gateway.Subresource}. Those that are
 * no sessions ask the agent one question: kube-apiserver has checked the right, as their verb says
 * all.
 *
 * <p>The wire of a session is {@code v5.channel.k8s.io} on both sides, so the gateway passes frames
 * as they are and looks only for the end: a message on channel 3.
 */
package dev.guestoperator.operator.gateway;
