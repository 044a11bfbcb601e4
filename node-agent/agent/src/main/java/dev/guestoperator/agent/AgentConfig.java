package dev.guestoperator.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What the agent is told about its node; the environment variables GUEST_AGENT_… set it. */
@ConfigMapping(prefix = "guest-agent")
public interface AgentConfig {
  /** As the certificate says it: its common name is guest-agent: and this. */
  String nodeName();

  /** The host name or IP address at which the operator reaches this agent. */
  String address();

  /** Where to register, https://host:port; without it the agent does not. */
  Optional<String> operatorUrl();

  /** Holds tls.crt, tls.key and ca.crt. */
  Path tlsDirectory();

  /** Holds everything that has to outlive the agent. */
  @WithDefault("/var/lib/guest-operator")
  Path stateDirectory();

  /** Holds the guest packages, a directory each. */
  @WithDefault("/usr/share/guest-operator/packages")
  Path packageDirectory();

  /** The memory set aside for guests; half of the machine's if not given. */
  Optional<Quantity> poolMemory();

  /** What runs guests. */
  @WithDefault("qemu")
  VmmKind vmm();

  /** What a nodeSelector can match. */
  Optional<Labels> labels();

  /** How much of the output of each device is kept. */
  @WithDefault("16Mi")
  Quantity serialLogLimit();

  /** The first of the unix uids that VMMs run with, one per guest; nobody else may use them. */
  @WithDefault("2000000")
  int firstUser();

  /** What runs guests. */
  enum VmmKind {
    QEMU,
    /** Nothing runs, everything else is as with QEMU: for tests. */
    SIMULATED
  }
}
