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
 *     SessionRequest: for what?    │ Session: frames both ways, a Status at the end
 *     Admission: may he?           │ Sessions: how many, and the end of all of them
 *     Whereabouts: where?          │ Listening: waits on many nodes for one guest
 * </pre>
 *
 * A path below a guest or an environment is a {@link
 * dev.guestoperator.operator.gateway.Subresource}. {@link
 * dev.guestoperator.operator.gateway.Opening} makes sessions of those that are some. The others ask
 * the agent one question: kube-apiserver has checked the right, as their verb says all.
 *
 * <p>The wire of a session is {@code v5.channel.k8s.io} on both sides, so the gateway passes frames
 * as they are and looks only for the end: a message on channel 3.
 */
package dev.guestoperator.operator.gateway;
