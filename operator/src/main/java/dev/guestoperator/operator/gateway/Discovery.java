package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.APIGroupListBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;

/**
 * What the API tells of itself. kube-apiserver takes it for available while the version's document
 * is answered, and logs an error a minute where it finds no OpenAPI.
 */
final class Discovery {
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "/apis",
          groups(),
          "/apis/" + GatewayApi.GROUP,
          Serialization.asJson(group()),
          "/apis/" + GatewayApi.GROUP_VERSION,
          resources(),
          "/openapi/v2",
          openApi(),
          "/openapi/v3",
          "{\"paths\":{}}");

  private Discovery() {}

  /** The document of a path, in JSON. */
  static Optional<String> document(String path) {
    return Optional.ofNullable(DOCUMENTS.get(path));
  }

  private static String groups() {
    return Serialization.asJson(new APIGroupListBuilder().withGroups(group()).build());
  }

  private static APIGroup group() {
    return new APIGroupBuilder()
        .withName(GatewayApi.GROUP)
        .addNewVersion(GatewayApi.GROUP_VERSION, GatewayApi.VERSION)
        .withNewPreferredVersion(GatewayApi.GROUP_VERSION, GatewayApi.VERSION)
        .build();
  }

  private static String resources() {
    return Serialization.asJson(
        new APIResourceListBuilder()
            .withGroupVersion(GatewayApi.GROUP_VERSION)
            .addNewResource()
            .withName("guests/attach")
            .withSingularName("")
            .withNamespaced(true)
            .withKind("GuestAttachOptions")
            .withVerbs("create", "get")
            .endResource()
            .build());
  }

  private static String openApi() {
    var info = Map.of("title", GatewayApi.GROUP, "version", GatewayApi.VERSION);
    return Serialization.asJson(Map.of("swagger", "2.0", "info", info, "paths", Map.of()));
  }
}
