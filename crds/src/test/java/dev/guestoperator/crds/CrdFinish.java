package dev.guestoperator.crds;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the CRD generator cannot express: order of columns, list keys, descriptions of kinds. */
final class CrdFinish {
  // Until the operator has seen an object, kstatus would take it for one that is as wanted.
  private static final JsonNode NOT_OBSERVED =
      JsonNodeFactory.instance.objectNode().put("observedGeneration", -1);

  private CrdFinish() {}

  static CustomResourceDefinition of(
      CustomResourceDefinition crd, List<Class<? extends HasMetadata>> kinds) {
    var kind =
        kinds.stream()
            .filter(k -> k.getSimpleName().equals(crd.getSpec().getNames().getKind()))
            .findFirst()
            .orElseThrow();
    var version = crd.getSpec().getVersions().getFirst();
    version.getAdditionalPrinterColumns().sort(inOrderOfDeclaration(kind));
    var root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription(kind.getAnnotation(JsonClassDescription.class).value());
    describeSpecAndStatus(root);
    finish(root);
    return crd;
  }

  private static void describeSpecAndStatus(JSONSchemaProps root) {
    var properties = root.getProperties();
    properties.get("status").setDescription("What is observed; the operator alone writes it.");
    var spec = properties.get("spec");
    if (spec.getProperties().isEmpty()) {
      properties.remove("spec");
    } else {
      spec.setDescription("What is wanted; the user alone writes it.");
      properties.get("status").setDefault(NOT_OBSERVED);
      root.setRequired(spec.getRequired().isEmpty() ? List.of() : List.of("spec"));
    }
  }

  private static Comparator<CustomResourceColumnDefinition> inOrderOfDeclaration(Class<?> kind) {
    var names =
        Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    return Comparator.comparingInt(column -> names.indexOf(column.getName()));
  }

  private static void finish(JSONSchemaProps schema) {
    // A record's component carries its annotations to the field and to the accessor.
    schema.setXKubernetesValidations(
        schema.getXKubernetesValidations().stream().distinct().toList());
    if ("integer".equals(schema.getType())) {
      schema.setFormat("int64");
    }
    if (schema.getProperties().containsKey("conditions")) {
      var conditions = schema.getProperties().get("conditions");
      conditions.setXKubernetesListType("map");
      conditions.setXKubernetesListMapKeys(List.of("type"));
      conditions.getItems().getSchema().setRequired(List.of("type", "status"));
    }
    children(schema).forEach(CrdFinish::finish);
  }

  private static Stream<JSONSchemaProps> children(JSONSchemaProps schema) {
    var items = schema.getItems() == null ? null : schema.getItems().getSchema();
    return Stream.concat(Stream.ofNullable(items), schema.getProperties().values().stream());
  }
}
