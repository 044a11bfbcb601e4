package dev.guestoperator.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever applies a manifest again finds it as it was: nobody else writes what the user wrote. */
@ExtendWith(ClusterExtension.class)
class ApplyIT {
  private static final String MANIFEST =
      """
      apiVersion: guest-operator.dev/v1alpha1
      kind: Guest
      metadata: {name: applied, namespace: default}
      spec: {package: bios-echo, terminationGracePeriodSeconds: 0}
      """;

  @Test
  void theSameByServerSideApplyChangesNothing(Cluster cluster) {
    var guests = new Guests(cluster);
    try {
      apply(cluster);
      guests.awaitReady("applied");
      var before = guests.get("applied");

      apply(cluster);

      assertEquals(wanted(before), wanted(guests.get("applied")));
      cluster
          .kubectl("diff", "--server-side", "--field-manager=flux", "-f", "-")
          .reading(MANIFEST)
          .run()
          .succeeded();
      assertTrue(before.at("/metadata/labels").isMissingNode());
      assertTrue(before.at("/metadata/annotations").isMissingNode());
      assertOperatorOwnsOnlyStatusAndFinalizer(managedFields(cluster));
    } finally {
      guests.delete("applied");
    }
  }

  @Test
  void diffAfterApplyIsEmpty(Cluster cluster) {
    var guests = new Guests(cluster);
    try {
      cluster.kubectl("apply", "-f", "-").reading(MANIFEST).run().succeeded();
      guests.awaitReady("applied");

      assertEquals("", cluster.kubectl("diff", "-f", "-").reading(MANIFEST).run().succeeded());
    } finally {
      guests.delete("applied");
    }
  }

  private static void apply(Cluster cluster) {
    cluster
        .kubectl("apply", "--server-side", "--field-manager=flux", "-f", "-")
        .reading(MANIFEST)
        .run()
        .succeeded();
  }

  /** Without what is observed, and the version that counts changes of that too. */
  private static JsonNode wanted(JsonNode guest) {
    ObjectNode wanted = guest.deepCopy();
    wanted.remove("status");
    ((ObjectNode) wanted.get("metadata")).remove("resourceVersion");
    return wanted;
  }

  private static JsonNode managedFields(Cluster cluster) {
    return Guests.parse(
            cluster
                .kubectl("get", "guest", "applied", "--show-managed-fields", "-o", "json")
                .run()
                .succeeded())
        .at("/metadata/managedFields");
  }

  private static void assertOperatorOwnsOnlyStatusAndFinalizer(JsonNode managers) {
    for (var manager : managers) {
      var fields = manager.get("fieldsV1");
      if (manager.get("manager").asText().equals("flux")) {
        continue;
      }
      for (var field : fields.properties()) {
        var allowed =
            field.getKey().equals("f:status")
                || field.getKey().equals("f:metadata")
                    && names(field.getValue()).equals(Set.of("f:finalizers"));
        assertTrue(allowed, managers::toPrettyString);
      }
    }
  }

  private static Set<String> names(JsonNode object) {
    var names = new HashSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
