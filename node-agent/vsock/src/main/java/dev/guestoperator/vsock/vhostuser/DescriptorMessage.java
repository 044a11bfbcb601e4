package dev.guestoperator.vsock.vhostuser;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.guestoperator.vsock.posix.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code struct msghdr} with room for the descriptors of one message (recvmsg(2), cmsg(3)).
 *
 * <pre>
 *   msghdr:  name (8) | namelen (4) pad (4) | iov (8) | iovlen (8)
 *            control (8) | controllen (8) | flags (4) pad (4)
 *   cmsghdr: len (8) | level (4) | type (4) | descriptors (4 each)
 * </pre>
 */
final class DescriptorMessage {
  private static final int SIZE = 56;
  private static final int IOV = 16;
  private static final int IOV_LENGTH = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int CONTROL_HEADER = 16;
  private static final int CONTROL_SIZE = CONTROL_HEADER + 4 * RequestDecoder.MAX_REGIONS;

  private final MemorySegment message;
  private final MemorySegment vector;
  private final MemorySegment control;

  DescriptorMessage(Arena arena) {
    message = arena.allocate(SIZE, 8);
    vector = arena.allocate(16, 8);
    control = arena.allocate(CONTROL_SIZE, 8);
    message.set(ADDRESS, IOV, vector);
    message.set(JAVA_LONG, IOV_LENGTH, 1);
    message.set(ADDRESS, CONTROL, control);
  }

  /**
   * Receives into a buffer.
   *
   * @param fds gets the descriptors
   * @return what recvmsg returned, or the negative errno
   * @throws ProtocolException if there were more descriptors than a message can have
   */
  long receive(int socket, MemorySegment into, List<Integer> fds) throws ProtocolException {
    vector.set(ADDRESS, 0, into);
    vector.set(JAVA_LONG, 8, into.byteSize());
    message.set(JAVA_LONG, CONTROL_LENGTH, CONTROL_SIZE);
    var result = Libc.recvmsg(socket, message, Libc.MSG_CMSG_CLOEXEC);
    if (result >= 0) {
      fds.addAll(descriptors());
      if ((message.get(JAVA_INT, FLAGS) & Libc.MSG_CTRUNC) != 0) {
        throw new ProtocolException("A message carries too many descriptors");
      }
    }
    return result;
  }

  private List<Integer> descriptors() {
    if (message.get(JAVA_LONG, CONTROL_LENGTH) < CONTROL_HEADER
        || control.get(JAVA_INT, 8) != Libc.SOL_SOCKET
        || control.get(JAVA_INT, 12) != Libc.SCM_RIGHTS) {
      return List.of();
    }
    var count = (control.get(JAVA_LONG, 0) - CONTROL_HEADER) / 4;
    var fds = new ArrayList<Integer>();
    for (var i = 0; i < count; i++) {
      fds.add(control.get(JAVA_INT, CONTROL_HEADER + 4L * i));
    }
    return fds;
  }
}
