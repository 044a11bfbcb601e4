package dev.guestoperator.crds.environment;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A set of guests with an address space of its own; 2 is the host, guests count from 3. */
@JsonClassDescription(
    "A set of guests with an address space of its own, in which guests count from CID 3. It is made when a guest first names it.")
@Group("guest-operator.dev")
@Version("v1alpha1")
@ShortNames("genv")
@AdditionalPrinterColumn(name = "ID", jsonPath = ".status.id", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Guests", jsonPath = ".status.guests", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Running", jsonPath = ".status.running", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Memory", jsonPath = ".status.used.memory", type = Type.STRING)
@AdditionalPrinterColumn(name = "Limit", jsonPath = ".spec.limits.memory", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class Environment extends CustomResource<EnvironmentSpec, EnvironmentStatus>
    implements Namespaced {}
