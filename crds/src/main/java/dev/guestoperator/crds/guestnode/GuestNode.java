package dev.guestoperator.crds.guestnode;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A node that can run guests, as its agent reports it. Only the operator writes it; its labels are
 * what a guest's nodeSelector is matched against.
 */
@JsonClassDescription(
    "A node that can run guests, as its agent reports it. Only the operator writes its status; a guest's nodeSelector is matched against its labels.")
@Group("guest-operator.dev")
@Version("v1alpha1")
@ShortNames("gn")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Accelerator",
    jsonPath = ".status.accelerators[?(@.usable==true)].name",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Free", jsonPath = ".status.memory.free", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Capacity",
    jsonPath = ".status.memory.capacity",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Address",
    jsonPath = ".status.address",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Version",
    jsonPath = ".status.agentVersion",
    type = Type.STRING,
    priority = 1)
public class GuestNode extends CustomResource<Void, GuestNodeStatus> {}
