package dev.guestoperator.kubectl.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.YamlDumpSettingsBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Objects as kubectl prints them with {@code -o json} and {@code -o yaml}. */
public final class Manifests {
  private static final String FOUR_BLANKS = "    ";

  private Manifests() {}

  /** A List, without the fields' managers, as kubectl leaves them out. */
  public static Map<String, Object> list(List<GenericKubernetesResource> items) {
    items.forEach(item -> item.getMetadata().setManagedFields(null));
    var list = new LinkedHashMap<String, Object>();
    list.put("apiVersion", "v1");
    list.put("items", items);
    list.put("kind", "List");
    list.put("metadata", Map.of("resourceVersion", ""));
    return list;
  }

  public static String json(Object value) {
    var separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withArrayEmptySeparator("")
            .withObjectEmptySeparator("");
    var printer =
        new DefaultPrettyPrinter(separators)
            .withObjectIndenter(new DefaultIndenter(FOUR_BLANKS, "\n"))
            .withArrayIndenter(new DefaultIndenter(FOUR_BLANKS, "\n"));
    try {
      return new ObjectMapper()
              .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
              .writer(printer)
              .writeValueAsString(value)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what the API server sent as JSON can be JSON again", e);
    }
  }

  public static String yaml(Object value) {
    var settings = new YamlDumpSettingsBuilder().setMinimizeQuotes(true).build();
    return new KubernetesSerialization(new ObjectMapper(), false, settings)
        .asYaml(value)
        .replaceFirst("^---\n", "");
  }
}
