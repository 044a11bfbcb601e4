package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.memory.MemoryTable;
import dev.guestoperator.vsock.posix.ErrnoException;
import dev.guestoperator.vsock.posix.EventFd;
import dev.guestoperator.vsock.posix.Poller;
import dev.guestoperator.vsock.vhostuser.Features;
import dev.guestoperator.vsock.vhostuser.ProtocolException;
import dev.guestoperator.vsock.vhostuser.Request;
import dev.guestoperator.vsock.virtqueue.QueueLayout;
import dev.guestoperator.vsock.virtqueue.Virtqueue;
import java.util.OptionalInt;

/** What the front end has told of a queue so far. */
final class QueueSetup implements AutoCloseable {
  private final Poller poller;
  private int size;
  private int base;
  private Request.SetQueueAddress address;
  private boolean enabled;
  private EventFd call;
  private EventFd kick;
  private Poller.Registration kicks;

  QueueSetup(Poller poller) {
    this.poller = poller;
  }

  void setSize(int size) throws ProtocolException {
    if (size < 1 || size > QueueLayout.MAX_SIZE || Integer.bitCount(size) != 1) {
      throw new ProtocolException("A queue has the impossible size " + size);
    }
    this.size = size;
  }

  void setBase(int base) {
    this.base = base;
  }

  int base() {
    return base;
  }

  void setAddress(Request.SetQueueAddress address) {
    this.address = address;
  }

  void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  void setCall(OptionalInt fd) {
    closeCall();
    call = fd.isPresent() ? new EventFd(fd.getAsInt()) : null;
  }

  /** Without a descriptor the front end would have to be polled, which no front end in use asks. */
  void setKick(OptionalInt fd, Runnable whenKicked) throws ProtocolException, ErrnoException {
    closeKick();
    if (fd.isEmpty()) {
      throw new ProtocolException("A queue without kicks was not offered");
    }
    kick = new EventFd(fd.getAsInt());
    kicks = poller.add(kick.fd(), Poller.IN, _ -> whenKicked.run());
  }

  /** Everything is known that makes it run. */
  boolean isComplete() {
    return enabled && size > 0 && address != null && kick != null;
  }

  Virtqueue open(MemoryTable memory, long features) throws GuestMemoryException {
    var layout = new QueueLayout(size, address.descriptors(), address.available(), address.used());
    return new Virtqueue(
        layout,
        memory,
        base,
        (features & Features.EVENT_INDEX) != 0,
        (features & Features.INDIRECT_DESCRIPTORS) != 0);
  }

  void call() {
    if (call != null) {
      call.signal();
    }
  }

  private void closeCall() {
    if (call != null) {
      call.close();
      call = null;
    }
  }

  private void closeKick() {
    if (kick != null) {
      if (kicks != null) {
        poller.remove(kicks);
      }
      kick.close();
      kick = null;
      kicks = null;
    }
  }

  @Override
  public void close() {
    closeCall();
    closeKick();
  }
}
