package dev.guestoperator.crds;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The definitions as a page for readers. */
final class ApiReference {
  private ApiReference() {}

  static String of(List<CustomResourceDefinition> crds) {
    return """
        # API reference

        Made from the definitions in `crds/` by `mvn -pl crds test -Dcrds.update=true`; do not edit.
        `kubectl explain guest.spec` shows the same.
        """
        + crds.stream().map(ApiReference::kind).collect(Collectors.joining());
  }

  private static String kind(CustomResourceDefinition crd) {
    var spec = crd.getSpec();
    var version = spec.getVersions().getFirst();
    var root = version.getSchema().getOpenAPIV3Schema();
    return """

        ## %s

        `apiVersion: %s/%s`, %s; short name `%s`.

        %s
        """
            .formatted(
                spec.getNames().getKind(),
                spec.getGroup(),
                version.getName(),
                spec.getScope().equals("Namespaced") ? "in a namespace" : "for the cluster",
                String.join("`, `", spec.getNames().getShortNames()),
                root.getDescription())
        + section(root, "spec")
        + section(root, "status")
        + rules(root);
  }

  private static String section(JSONSchemaProps root, String name) {
    var schema = root.getProperties().get(name);
    if (schema == null) {
      return "";
    }
    return """

        ### %s

        | field | type | default | |
        |---|---|---|---|
        """
            .formatted(name)
        + rows(name, schema);
  }

  private static String rows(String path, JSONSchemaProps schema) {
    return schema.getProperties().entrySet().stream()
        .flatMap(field -> row(path + "." + field.getKey(), field.getValue()))
        .collect(Collectors.joining());
  }

  private static Stream<String> row(String path, JSONSchemaProps schema) {
    var row =
        "| `%s` | %s | %s | %s |\n"
            .formatted(path, type(schema), defaultOf(schema), text(schema.getDescription()));
    if (path.endsWith(".conditions")) {
      return Stream.of(row);
    }
    if ("array".equals(schema.getType())) {
      return Stream.of(row, rows(path + "[]", schema.getItems().getSchema()));
    }
    return Stream.of(row, rows(path, schema));
  }

  private static String type(JSONSchemaProps schema) {
    if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
      return schema.getEnum().stream()
          .map(value -> "`" + value.asText() + "`")
          .collect(Collectors.joining(", "));
    }
    if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      return "quantity";
    }
    if ("array".equals(schema.getType())) {
      return "list of " + type(schema.getItems().getSchema());
    }
    return schema.getAdditionalProperties() == null ? schema.getType() : "map of strings";
  }

  private static String defaultOf(JSONSchemaProps schema) {
    return schema.getDefault() == null ? "" : "`" + schema.getDefault() + "`";
  }

  private static String rules(JSONSchemaProps root) {
    var sentences = sentences(root).toList();
    return sentences.isEmpty()
        ? ""
        : "\n### Rules\n\n"
            + sentences.stream().map(s -> "- " + text(s) + "\n").collect(Collectors.joining());
  }

  private static Stream<String> sentences(JSONSchemaProps schema) {
    return Stream.concat(
        schema.getXKubernetesValidations().stream().map(ValidationRule::getMessage),
        schema.getProperties().values().stream().flatMap(ApiReference::sentences));
  }

  private static String text(String sentence) {
    return sentence == null ? "" : sentence.replace("|", "\\|");
  }
}
