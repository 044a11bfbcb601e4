/**
 * Machines by QEMU, 8.2 or newer.
 *
 * <p>A machine's QEMU has a session, an unprivileged user, a seccomp sandbox and a memory limit of
 * its own, lives on when the agent dies, and has no listener of any kind: it dials the agent, which
 * listens on {@code qmp.sock} in the machine's directory and checks who it is. All paths on its
 * command line that are not of the package are relative to that directory.
 *
 * <pre>
 *   QemuVmm ── Launcher ── launch.sh ── QEMU ──qmp.sock──&gt; QemuListener ── QmpConnection
 *      └────── QemuMachine (one virtual thread: events in, observer calls out) ──────┘
 * </pre>
 */
package dev.guestoperator.agent.vmm.qemu;
