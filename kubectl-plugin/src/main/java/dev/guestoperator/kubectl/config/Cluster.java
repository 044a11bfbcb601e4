package dev.guestoperator.kubectl.config;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.http.HttpClient;
import java.util.Optional;

/** The cluster that the options name. Nothing of it is loaded before it is first asked for. */
public final class Cluster implements AutoCloseable {
  private final ClusterOptions options;
  private final RememberingFactory http = new RememberingFactory();
  private Config config;
  private KubernetesClient client;

  public Cluster(ClusterOptions options) {
    this.options = options;
  }

  /**
   * @throws Problem if the kubeconfig or the context that was asked for does not exist
   */
  public synchronized Config config() {
    if (config == null) {
      config = Kubeconfig.load(options.kubeconfig, options.context);
    }
    return config;
  }

  public synchronized KubernetesClient client() {
    if (client == null) {
      // An operator newer than this program may say things that it has no word for yet.
      var mapper =
          new ObjectMapper()
              .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
              .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
      client =
          new KubernetesClientBuilder()
              .withConfig(config())
              .withHttpClientFactory(http)
              .withKubernetesSerialization(new KubernetesSerialization(mapper, false))
              .build();
    }
    return client;
  }

  /** A client of the JDK with the certificates, proxies and limits of {@link #client()}. */
  public synchronized HttpClient.Builder http() {
    client();
    return http.configured;
  }

  /** The namespace that the user named on the command line, if any. */
  public Optional<String> namespaceAskedFor() {
    return Optional.ofNullable(options.namespace);
  }

  /** The namespace to work in. */
  public String namespace() {
    return namespaceAskedFor()
        .or(() -> Optional.ofNullable(config().getNamespace()))
        .orElse("default");
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  private static final class RememberingFactory extends JdkHttpClientFactory {
    private HttpClient.Builder configured;

    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
      configured = builder;
    }
  }
}
