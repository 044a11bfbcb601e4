package dev.guestoperator.kubectl.config;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Loads the user's kubeconfig as kubectl would. */
final class Kubeconfig {
  private static final int CONNECT_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);
  private static final int RETRIES = 2;

  private Kubeconfig() {}

  static Config load(String file, String context) {
    if (file != null) {
      if (!Files.isReadable(Path.of(file))) {
        throw new Problem("kubeconfig file " + file + " does not exist or cannot be read");
      }
      System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, file);
    }
    var config = Config.autoConfigure(context);
    if (context != null
        && config.getContexts().stream().noneMatch(c -> c.getName().equals(context))) {
      throw new Problem("context \"" + context + "\" does not exist in the kubeconfig");
    }
    ClientKey.recognize(config);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setRequestRetryBackoffLimit(RETRIES);
    // A command sends one or two requests: HTTP/2 would only cost time to start.
    config.setHttp2Disable(true);
    return config;
  }
}
