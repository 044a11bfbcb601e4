package dev.guestoperator.crds.guest;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A virtual machine. */
@JsonClassDescription(
    "A virtual machine. A node that has room for it runs it, and the status tells how it fares.")
@Group("guest-operator.dev")
@Version("v1alpha1")
@ShortNames("gst")
@Categories("guests")
@ValidationRule(
    value =
        "!has(oldSelf.status) || !has(oldSelf.status.cid)"
            + " || self.spec.environment == oldSelf.spec.environment",
    fieldPath = ".spec.environment",
    message =
        "environment cannot change once the guest has a CID: delete the guest and create it in the"
            + " other environment.")
@ValidationRule(
    value =
        "!has(self.spec.balloon) || !has(self.spec.balloon.targetPages)"
            + " || self.spec.balloon.targetPages == 0 || !has(self.spec.virtio)"
            + " || !has(self.spec.virtio.balloon) || self.spec.virtio.balloon",
    fieldPath = ".spec.balloon.targetPages",
    message =
        "balloon.targetPages needs virtio.balloon: set virtio.balloon to true, or"
            + " balloon.targetPages to 0.")
@ValidationRule(
    value =
        "!has(self.spec.balloon) || !has(self.spec.balloon.targetPages)"
            + " || self.spec.balloon.targetPages == 0"
            + " || (type(self.spec.memory) == int"
            + " ? self.spec.balloon.targetPages * 4096 < self.spec.memory"
            + " : !isQuantity(self.spec.memory)"
            + " || double(self.spec.balloon.targetPages * 4096)"
            + " < quantity(self.spec.memory).asApproximateFloat())",
    fieldPath = ".spec.balloon.targetPages",
    message =
        "balloon.targetPages must leave the guest memory: write less than memory / 4096, the"
            + " number of its 4 KiB pages.")
@AdditionalPrinterColumn(name = "Environment", jsonPath = ".spec.environment", type = Type.STRING)
@AdditionalPrinterColumn(name = "CID", jsonPath = ".status.cid", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Memory", jsonPath = ".spec.memory", type = Type.STRING)
@AdditionalPrinterColumn(name = "Node", jsonPath = ".status.nodeName", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Package",
    jsonPath = ".spec.package",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Accelerator",
    jsonPath = ".status.accelerator",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = Type.STRING,
    priority = 1)
public class Guest extends CustomResource<GuestSpec, GuestStatus> implements Namespaced {}
