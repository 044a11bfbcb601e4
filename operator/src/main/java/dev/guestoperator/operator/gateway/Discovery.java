package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.APIGroupListBuilder;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What the API tells of itself. kube-apiserver takes it for available while the version's document
 * is answered, and logs an error a minute where it finds no OpenAPI.
 */
final class Discovery {
  private final Map<String, String> documents;

  Discovery(Collection<Subresource.Description> subresources) {
    documents =
        Map.of(
            "/apis",
            groups(),
            "/apis/" + GatewayApi.GROUP,
            Serialization.asJson(group()),
            "/apis/" + GatewayApi.GROUP_VERSION,
            resources(subresources),
            "/openapi/v2",
            openApi(),
            "/openapi/v3",
            "{\"paths\":{}}");
  }

  /** The document of a path, in JSON. */
  Optional<String> document(String path) {
    return Optional.ofNullable(documents.get(path));
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

  private static String resources(Collection<Subresource.Description> subresources) {
    return Serialization.asJson(
        new APIResourceListBuilder()
            .withGroupVersion(GatewayApi.GROUP_VERSION)
            .withResources(subresources.stream().map(Discovery::resource).toList())
            .build());
  }

  private static APIResource resource(Subresource.Description subresource) {
    return new APIResourceBuilder()
        .withName(subresource.path())
        .withSingularName("")
        .withNamespaced(true)
        .withKind(subresource.kind())
        .withVerbs(subresource.verbs())
        .build();
  }

  private static String openApi() {
    var info = Map.of("title", GatewayApi.GROUP, "version", GatewayApi.VERSION);
    return Serialization.asJson(Map.of("swagger", "2.0", "info", info, "paths", Map.of()));
  }
}
