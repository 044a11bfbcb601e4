package dev.guestoperator.vsock.vhostuser;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Makes requests of payloads. Pure: whoever calls it closes the descriptors when it throws. */
final class RequestDecoder {
  /** Most regions of one table (VHOST_MEMORY_BASELINE_NREGIONS). */
  static final int MAX_REGIONS = 8;

  private static final int QUEUE_MASK = 0xff;
  private static final int NO_DESCRIPTOR = 0x100;

  private RequestDecoder() {}

  static Request decode(int code, ByteBuffer payload, List<Integer> fds) throws ProtocolException {
    try {
      var request = decodeBody(code, payload, fds);
      if (payload.hasRemaining()) {
        throw new ProtocolException("Message %d is too long".formatted(code));
      }
      return request;
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("Message %d is too short".formatted(code));
    }
  }

  private static Request decodeBody(int code, ByteBuffer in, List<Integer> fds)
      throws ProtocolException {
    if (!mayCarryDescriptors(code) && !fds.isEmpty()) {
      throw new ProtocolException("Message %d carries descriptors".formatted(code));
    }
    return switch (code) {
      case RequestCode.GET_FEATURES -> new Request.GetFeatures();
      case RequestCode.SET_FEATURES -> new Request.SetFeatures(in.getLong());
      case RequestCode.SET_OWNER -> new Request.SetOwner();
      case RequestCode.SET_MEM_TABLE -> new Request.SetMemoryTable(regions(in, fds));
      case RequestCode.SET_VRING_NUM -> new Request.SetQueueSize(in.getInt(), in.getInt());
      case RequestCode.SET_VRING_ADDR -> address(in);
      case RequestCode.SET_VRING_BASE -> new Request.SetQueueBase(in.getInt(), in.getInt());
      case RequestCode.GET_VRING_BASE -> queueBase(in);
      case RequestCode.SET_VRING_KICK -> {
        var word = in.getLong();
        yield new Request.SetQueueKick(queue(word), descriptor(word, fds));
      }
      case RequestCode.SET_VRING_CALL -> {
        var word = in.getLong();
        yield new Request.SetQueueCall(queue(word), descriptor(word, fds));
      }
      case RequestCode.SET_VRING_ERR -> {
        var word = in.getLong();
        yield new Request.SetQueueError(queue(word), descriptor(word, fds));
      }
      case RequestCode.GET_PROTOCOL_FEATURES -> new Request.GetProtocolFeatures();
      case RequestCode.SET_PROTOCOL_FEATURES -> new Request.SetProtocolFeatures(in.getLong());
      case RequestCode.SET_VRING_ENABLE ->
          new Request.SetQueueEnabled(in.getInt(), in.getInt() != 0);
      case RequestCode.GET_CONFIG -> config(in);
      default -> throw new ProtocolException("Message %d was not offered".formatted(code));
    };
  }

  private static boolean mayCarryDescriptors(int code) {
    return switch (code) {
      case RequestCode.SET_MEM_TABLE,
          RequestCode.SET_VRING_KICK,
          RequestCode.SET_VRING_CALL,
          RequestCode.SET_VRING_ERR ->
          true;
      default -> false;
    };
  }

  private static List<RegionDescription> regions(ByteBuffer in, List<Integer> fds)
      throws ProtocolException {
    var count = in.getInt();
    in.getInt();
    if (count < 0 || count > MAX_REGIONS || count != fds.size()) {
      throw new ProtocolException(
          "A memory table has %d regions and %d descriptors".formatted(count, fds.size()));
    }
    var regions = new ArrayList<RegionDescription>(count);
    for (var fd : fds) {
      regions.add(
          new RegionDescription(in.getLong(), in.getLong(), in.getLong(), in.getLong(), fd));
    }
    return List.copyOf(regions);
  }

  private static Request address(ByteBuffer in) {
    var queue = in.getInt();
    in.getInt(); // Flags: the log of changes was not offered.
    var descriptors = in.getLong();
    var used = in.getLong();
    var available = in.getLong();
    in.getLong();
    return new Request.SetQueueAddress(queue, descriptors, used, available);
  }

  private static Request queueBase(ByteBuffer in) {
    var queue = in.getInt();
    in.getInt();
    return new Request.GetQueueBase(queue);
  }

  private static Request config(ByteBuffer in) throws ProtocolException {
    var request = new Request.GetConfig(in.getInt(), in.getInt(), in.getInt());
    if (request.size() != in.remaining()) {
      throw new ProtocolException("The config space is asked for with a wrong size");
    }
    in.position(in.limit());
    return request;
  }

  private static int queue(long word) {
    return (int) word & QUEUE_MASK;
  }

  private static OptionalInt descriptor(long word, List<Integer> fds) throws ProtocolException {
    var expected = (word & NO_DESCRIPTOR) == 0 ? 1 : 0;
    if (fds.size() != expected) {
      throw new ProtocolException("A queue was given %d descriptors".formatted(fds.size()));
    }
    return fds.stream().mapToInt(Integer::intValue).findFirst();
  }
}
