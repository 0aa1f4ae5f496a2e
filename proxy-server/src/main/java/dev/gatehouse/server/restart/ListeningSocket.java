package dev.gatehouse.server.restart;

import static dev.gatehouse.server.restart.SystemCalls.CLOSE;
import static dev.gatehouse.server.restart.SystemCalls.FCNTL;
import static dev.gatehouse.server.restart.SystemCalls.GETSOCKNAME;
import static dev.gatehouse.server.restart.SystemCalls.GETSOCKOPT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket that listens, and that this process was passed.
 *
 * @param name what whoever passed it calls it
 * @param descriptor its file descriptor
 * @param address where it listens
 * @param kept whether systemd keeps it open whatever becomes of this process
 */
record ListeningSocket(String name, int descriptor, InetSocketAddress address, boolean kept) {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SOCK_STREAM = 1;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;
  private static final int ADDRESS_BYTES = 28;

  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  /**
   * Looks at a descriptor that was passed and makes it fit for event loops.
   *
   * @throws IOException if it is no TCP socket that listens; the message says what it is instead
   */
  static ListeningSocket of(String name, int descriptor, boolean kept) throws IOException {
    InetSocketAddress address = address(descriptor);
    if (address == null
        || option(descriptor, SO_TYPE) != SOCK_STREAM
        || option(descriptor, SO_ACCEPTCONN) == 0) {
      throw new IOException(name + ": not a TCP socket that listens");
    }
    int flags = FCNTL.with(descriptor, F_GETFL, 0);
    FCNTL.with(descriptor, F_SETFL, flags | O_NONBLOCK);
    FCNTL.with(descriptor, F_SETFD, FD_CLOEXEC);
    return new ListeningSocket(name, descriptor, address, kept);
  }

  private static int option(int descriptor, int option) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
      GETSOCKOPT.with(descriptor, SOL_SOCKET, option, value, size);
      return value.get(ValueLayout.JAVA_INT, 0);
    }
  }

  private static @Nullable InetSocketAddress address(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(ADDRESS_BYTES, 4);
      MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, ADDRESS_BYTES);
      GETSOCKNAME.with(descriptor, bytes, size);
      return switch (bytes.get(ValueLayout.JAVA_SHORT, 0)) {
        case AF_INET -> address(bytes, 4, 4);
        case AF_INET6 -> address(bytes, 8, 16);
        default -> null;
      };
    }
  }

  private static InetSocketAddress address(MemorySegment bytes, int at, int length)
      throws UnknownHostException {
    byte[] host = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    return new InetSocketAddress(
        InetAddress.getByAddress(host), Short.toUnsignedInt(bytes.get(PORT, 2)));
  }

  /** Lets go of it; who else has it keeps it. */
  void close() {
    try {
      CLOSE.with(descriptor);
    } catch (IOException e) {
      throw new IllegalStateException("cannot close the socket at " + address, e);
    }
  }
}
