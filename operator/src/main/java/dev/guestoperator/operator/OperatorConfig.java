package dev.guestoperator.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** What the operator is told when it is started; each is an environment variable too. */
@ConfigMapping(prefix = "guest-operator")
public interface OperatorConfig {
  /** The namespace that the operator keeps its own objects in. */
  @WithDefault("guest-operator-system")
  String namespace();

  /** The directory of tls.crt, tls.key and ca.crt; they may be replaced at any time. */
  Path tlsDirectory();

  /** How long an agent may be away before its guests are said to be of unknown state. */
  @WithDefault("20s")
  Duration nodeLostAfter();
}
