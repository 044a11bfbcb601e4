package dev.guestoperator.agent.vmm.qemu;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.jboss.logging.Logger;

/** Talks with the QEMU of one machine over a socket, each time that it dials in. */
final class DialIn {
  private static final Logger LOG = Logger.getLogger(DialIn.class);

  /** Lasts until one side closes the connection; an exception ends it too. */
  interface Conversation {
    void with(SocketChannel peer) throws IOException;
  }

  private final QemuListener listener;
  private final Conversation conversation;
  private volatile SocketChannel peer;

  DialIn(QemuListener listener, Conversation conversation) {
    this.listener = listener;
    this.conversation = conversation;
  }

  /** Starts the thread that talks. */
  DialIn start(String name) {
    Thread.ofVirtual().name(name).start(() -> serve(name));
    return this;
  }

  void close() {
    listener.close();
    var open = peer;
    if (open != null) {
      hangUp(open);
    }
  }

  private static void hangUp(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warnf("A connection with QEMU does not close: %s", e.getMessage());
    }
  }

  private void serve(String name) {
    try {
      while (true) {
        converse(name, listener.accept());
      }
    } catch (ClosedChannelException e) {
      LOG.tracef("%s: closed", name);
    } catch (IOException e) {
      LOG.errorf(e, "%s: QEMU cannot dial in any more", name);
    }
  }

  private void converse(String name, SocketChannel accepted) {
    peer = accepted;
    try (accepted) {
      conversation.with(accepted);
    } catch (IOException e) {
      LOG.debugf("%s: the connection ended: %s", name, e.getMessage());
    }
  }
}
