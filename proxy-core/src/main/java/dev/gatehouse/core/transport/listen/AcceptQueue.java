package dev.gatehouse.core.transport.listen;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that the kernel has made with clients of a listening socket before anybody has
 * accepted them. When such a socket is closed, they are reset, and with them requests that their
 * clients have sent already: hence first nobody may join any more, then those who wait are let in,
 * and only then may it be closed. Linux only.
 *
 * <p>Threading: may be asked from any thread.
 */
final class AcceptQueue {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptQueue.class);

  /** Of {@code struct tcp_info}: for a listening socket, how many wait. */
  private static final int WAITING = 24;

  private static final int INFO_BYTES = 104;
  private static final ChannelOption<ByteBuffer> TCP_INFO =
      new RawUnixChannelOption("TCP_INFO", 6, 11, INFO_BYTES);

  private static final int PROGRAM_BYTES = 16;
  private static final ChannelOption<ByteBuffer> SO_ATTACH_FILTER =
      new RawUnixChannelOption("SO_ATTACH_FILTER", 1, 26, PROGRAM_BYTES);

  /**
   * A program for the kernel that throws away every packet that begins a connection (SYN), and no
   * other: those who are in the middle of it get to its end. Each instruction is an operation, two
   * jumps and a value.
   */
  private static final long[][] NO_MORE = {
    {0x30, 0, 0, 13}, // load the flags of TCP
    {0x45, 0, 1, 2}, // SYN? else skip one
    {0x06, 0, 0, 0}, // throw it away
    {0x06, 0, 0, 0xFFFF_FFFFL}, // take all of it
  };

  private final EpollServerSocketChannel socket;

  AcceptQueue(EpollServerSocketChannel socket) {
    this.socket = socket;
  }

  /** Has clients that come from now on wait as if the packets were lost, until there is no port. */
  void shut() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(NO_MORE.length * 8L, 8);
      for (int i = 0; i < NO_MORE.length; i++) {
        long[] instruction = NO_MORE[i];
        code.set(ValueLayout.JAVA_SHORT, i * 8L, (short) instruction[0]);
        code.set(ValueLayout.JAVA_BYTE, i * 8L + 2, (byte) instruction[1]);
        code.set(ValueLayout.JAVA_BYTE, i * 8L + 3, (byte) instruction[2]);
        code.set(ValueLayout.JAVA_INT, i * 8L + 4, (int) instruction[3]);
      }
      ByteBuffer program =
          ByteBuffer.allocateDirect(PROGRAM_BYTES)
              .order(ByteOrder.nativeOrder())
              .putShort(0, (short) NO_MORE.length)
              .putLong(8, code.address());
      try {
        if (!socket.config().setOption(SO_ATTACH_FILTER, program)) {
          LOG.debug("the kernel does not filter connections to {}", socket);
        }
      } catch (ChannelException e) {
        // A kernel may refuse it to all but root. Who waits is let in all the same; only who comes
        // in the very last moment is reset.
        LOG.info("the kernel does not filter connections to {}: {}", socket, e.getMessage());
      }
    }
  }

  /** How many wait. */
  int waiting() {
    ByteBuffer info = socket.config().getOption(TCP_INFO);
    return info == null ? 0 : info.order(ByteOrder.nativeOrder()).getInt(WAITING);
  }
}
