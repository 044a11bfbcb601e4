package dev.guestoperator.vsock.vhostuser;

import java.util.List;
import java.util.OptionalInt;

/**
 * What the front end asks for. Descriptors in it belong to whoever takes the request. The number of
 * a queue is as told, unchecked.
 */
public sealed interface Request {
  record GetFeatures() implements Request {}

  record SetFeatures(long features) implements Request {}

  record GetProtocolFeatures() implements Request {}

  record SetProtocolFeatures(long features) implements Request {}

  record SetOwner() implements Request {}

  record SetMemoryTable(List<RegionDescription> regions) implements Request {}

  record SetQueueSize(int queue, int size) implements Request {}

  /** Where the rings of a queue are, in the address space of the front end. */
  record SetQueueAddress(int queue, long descriptors, long used, long available)
      implements Request {}

  record SetQueueBase(int queue, int base) implements Request {}

  record GetQueueBase(int queue) implements Request {}

  record SetQueueKick(int queue, OptionalInt fd) implements Request {}

  record SetQueueCall(int queue, OptionalInt fd) implements Request {}

  record SetQueueError(int queue, OptionalInt fd) implements Request {}

  record SetQueueEnabled(int queue, boolean enabled) implements Request {}

  record GetConfig(int offset, int size, int flags) implements Request {}
}
