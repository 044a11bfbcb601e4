package dev.guestoperator.kubectl.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** A JSON merge patch of a guest's spec: what is null stays as it is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SpecPatch(
    RunStrategy runStrategy, Integer terminationGracePeriodSeconds, GuestSpec.Balloon balloon) {
  static SpecPatch runStrategy(RunStrategy strategy) {
    return new SpecPatch(strategy, null, null);
  }

  static SpecPatch grace(int seconds) {
    return new SpecPatch(null, seconds, null);
  }

  static SpecPatch haltAtOnce() {
    return new SpecPatch(RunStrategy.HALTED, 0, null);
  }

  static SpecPatch balloon(long targetPages) {
    return new SpecPatch(null, null, new GuestSpec.Balloon(targetPages, null, null, null));
  }

  String json() {
    return Serialization.asJson(Map.of("spec", this));
  }

  void apply(Resource<Guest> guest) {
    guest.patch(PatchContext.of(PatchType.JSON_MERGE), json());
  }
}
