package dev.gatehouse.core.transport.http1;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.channel.uring.IoUringTcpInfo;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * The question to the kernel whether a peer has closed its connection. The loop hears of that only
 * when it looks for events the next time; what it sends before is lost. It costs a system call.
 */
final class HangUp {
  /** The state of a connection on which nobody has closed anything (RFC 9293 §3.3.2). */
  private static final int ESTABLISHED = 1;

  /** Room for the kernel's answer, one per loop. */
  private static final FastThreadLocal<EpollTcpInfo> EPOLL =
      new FastThreadLocal<>() {
        @Override
        protected EpollTcpInfo initialValue() {
          return new EpollTcpInfo();
        }
      };

  private static final FastThreadLocal<IoUringTcpInfo> RING =
      new FastThreadLocal<>() {
        @Override
        protected IoUringTcpInfo initialValue() {
          return new IoUringTcpInfo();
        }
      };

  /** Says whether the peer of {@code channel} has hung up; false where that cannot be asked. */
  static boolean isKnown(Channel channel) {
    try {
      return switch (channel) {
        case EpollSocketChannel epoll -> epoll.tcpInfo(EPOLL.get()).state() != ESTABLISHED;
        case IoUringSocketChannel ring -> ring.tcpInfo(RING.get()).state() != ESTABLISHED;
        default -> false;
      };
    } catch (ChannelException e) {
      return false; // it is closed already, which flushing will tell
    }
  }

  private HangUp() {}
}
