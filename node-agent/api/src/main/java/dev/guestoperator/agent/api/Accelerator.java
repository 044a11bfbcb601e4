package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What runs a guest's code. */
public enum Accelerator {
  /** KVM where the node's probe saw it work, else TCG; only in desired state. */
  @JsonProperty("auto")
  AUTO,
  @JsonProperty("kvm")
  KVM,
  @JsonProperty("tcg")
  TCG
}
