package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.environment.Environment;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Collection;
import java.util.Map;

/** Environments that nobody has made but the operator, because a guest named them. */
final class FirstUse {
  private static final Map<String, String> MARK =
      Map.of("guest-operator.dev/made-on-first-use", "true");

  private FirstUse() {}

  static Environment environment(String namespace, String name) {
    var environment = new Environment();
    environment.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name)
            .withAnnotations(MARK)
            .build());
    return environment;
  }

  /** Whether it is as it was made: nobody has labelled, annotated, edited or claimed it since. */
  static boolean isUntouched(Environment environment) {
    var meta = environment.getMetadata();
    return MARK.equals(meta.getAnnotations())
        && Long.valueOf(1).equals(meta.getGeneration())
        && isEmpty(meta.getLabels() == null ? null : meta.getLabels().keySet())
        && isEmpty(meta.getOwnerReferences())
        && isEmpty(meta.getFinalizers());
  }

  private static boolean isEmpty(Collection<?> things) {
    return things == null || things.isEmpty();
  }
}
