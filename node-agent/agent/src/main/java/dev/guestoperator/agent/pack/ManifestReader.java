package dev.guestoperator.agent.pack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.guestoperator.agent.Quantity;
import java.io.IOException;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads package.yaml; one that is made to exhaust the reader is refused. */
final class ManifestReader {
  /** Of package.yaml, in bytes. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_DEPTH = 8;
  private static final ObjectMapper YAML = mapper();

  private ManifestReader() {}

  /**
   * @throws IllegalArgumentException what is wrong with it, for people
   */
  static PackageManifest read(byte[] yaml) {
    try {
      var manifest = YAML.readValue(yaml, PackageManifest.class);
      if (manifest == null) {
        throw new IllegalArgumentException("it is empty");
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(message(e), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static String message(JsonProcessingException e) {
    var text =
        e.getCause() instanceof IllegalArgumentException cause
            ? cause.getMessage()
            : e.getOriginalMessage();
    var at = e.getLocation();
    var line = at == null ? "" : " (line " + at.getLineNr() + ")";
    return text.lines().findFirst().orElse("it cannot be read") + line;
  }

  private static ObjectMapper mapper() {
    var limits = new LoaderOptions();
    limits.setCodePointLimit(MAX_BYTES);
    limits.setNestingDepthLimit(MAX_DEPTH);
    limits.setMaxAliasesForCollections(0);
    limits.setAllowDuplicateKeys(false);
    var quantities = new SimpleModule();
    quantities.addDeserializer(Quantity.class, new QuantityDeserializer());
    return new ObjectMapper(YAMLFactory.builder().loaderOptions(limits).build())
        .registerModule(quantities);
  }
}
