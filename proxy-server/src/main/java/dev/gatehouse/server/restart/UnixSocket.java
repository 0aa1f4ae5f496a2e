package dev.gatehouse.server.restart;

import static dev.gatehouse.server.restart.SystemCalls.ACCEPT4;
import static dev.gatehouse.server.restart.SystemCalls.BIND;
import static dev.gatehouse.server.restart.SystemCalls.CLOSE;
import static dev.gatehouse.server.restart.SystemCalls.CONNECT;
import static dev.gatehouse.server.restart.SystemCalls.GETSOCKOPT;
import static dev.gatehouse.server.restart.SystemCalls.LISTEN;
import static dev.gatehouse.server.restart.SystemCalls.RECVMSG;
import static dev.gatehouse.server.restart.SystemCalls.SENDMSG;
import static dev.gatehouse.server.restart.SystemCalls.SETSOCKOPT;
import static dev.gatehouse.server.restart.SystemCalls.SHUTDOWN;
import static dev.gatehouse.server.restart.SystemCalls.SOCKET;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A socket between two processes of one machine (unix(7)) that carries whole messages, each with a
 * file descriptor or without. Blocks. Used by one thread, but may be closed by any.
 */
final class UnixSocket implements AutoCloseable {
  /** The longest message. */
  static final int MOST_BYTES = 128 * 1024;

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_SEQPACKET = 5;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int BOTH_WAYS = 2;
  private static final int LONGEST_NAME = 107;

  /**
   * One message.
   *
   * @param descriptor a file descriptor that came with it, and is the receiver's
   */
  @SuppressWarnings("ArrayRecordComponent") // opaque, compared by nobody
  record Message(byte[] content, OptionalInt descriptor) {}

  /** Who is at the other end. */
  record Peer(int pid, int uid) {}

  private final int descriptor;
  private boolean closed;

  private UnixSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Waits for others who connect to {@code name}, which is no file. */
  static UnixSocket listening(String name) throws IOException {
    UnixSocket socket = new UnixSocket(SOCKET.with(AF_UNIX, SOCK_SEQPACKET | CLOSE_ON_EXEC, 0));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = address(arena, "@" + name);
      BIND.with(socket.descriptor, address, (int) address.byteSize());
      LISTEN.with(socket.descriptor, 4);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  /** Connects to whoever listens at {@code name}, and waits {@code patience} for each message. */
  static UnixSocket connected(String name, Duration patience) throws IOException {
    UnixSocket socket = new UnixSocket(SOCKET.with(AF_UNIX, SOCK_SEQPACKET | CLOSE_ON_EXEC, 0));
    try (Arena arena = Arena.ofConfined()) {
      socket.patience(patience);
      MemorySegment address = address(arena, "@" + name);
      CONNECT.with(socket.descriptor, address, (int) address.byteSize());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  /**
   * Sends one datagram.
   *
   * @param path a file, or behind an {@code @} a name that is none
   * @param passed a file descriptor that goes with it
   */
  static void sendTo(String path, String text, OptionalInt passed) throws IOException {
    try (UnixSocket socket = new UnixSocket(SOCKET.with(AF_UNIX, SOCK_DGRAM | CLOSE_ON_EXEC, 0));
        Arena arena = Arena.ofConfined()) {
      socket.patience(Duration.ofSeconds(2));
      MemorySegment address = address(arena, path);
      CONNECT.with(socket.descriptor, address, (int) address.byteSize());
      socket.send(text.getBytes(UTF_8), passed);
    }
  }

  /** {@code struct sockaddr_un}; a name that is no file begins with a zero, not with an @. */
  private static MemorySegment address(Arena arena, String path) throws IOException {
    byte[] bytes = path.getBytes(UTF_8);
    if (bytes.length > LONGEST_NAME) {
      throw new IOException(path + ": too long (expected: at most " + LONGEST_NAME + " bytes)");
    }
    boolean file = !path.startsWith("@");
    MemorySegment address = arena.allocate(Short.BYTES + bytes.length + (file ? 1L : 0L));
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, bytes.length);
    if (!file) {
      address.set(ValueLayout.JAVA_BYTE, Short.BYTES, (byte) 0);
    }
    return address;
  }

  /**
   * Waits for the next who connects.
   *
   * @throws IOException if this socket was closed
   */
  UnixSocket accept() throws IOException {
    return new UnixSocket(
        ACCEPT4.with(descriptor, MemorySegment.NULL, MemorySegment.NULL, CLOSE_ON_EXEC));
  }

  /** Has sends and receipts fail that take longer. */
  void patience(Duration patience) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
      time.setAtIndex(ValueLayout.JAVA_LONG, 0, patience.toSeconds());
      time.setAtIndex(ValueLayout.JAVA_LONG, 1, patience.toNanosPart() / 1000);
      SETSOCKOPT.with(descriptor, SOL_SOCKET, SO_RCVTIMEO, time, (int) time.byteSize());
      SETSOCKOPT.with(descriptor, SOL_SOCKET, SO_SNDTIMEO, time, (int) time.byteSize());
    }
  }

  /** Who is at the other end, as the kernel knows it. */
  Peer peer() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment credentials = arena.allocate(ValueLayout.JAVA_INT, 3);
      MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, 12);
      GETSOCKOPT.with(descriptor, SOL_SOCKET, SO_PEERCRED, credentials, size);
      return new Peer(
          credentials.getAtIndex(ValueLayout.JAVA_INT, 0),
          credentials.getAtIndex(ValueLayout.JAVA_INT, 1));
    }
  }

  void send(byte[] content, OptionalInt passed) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MessageHead head = MessageHead.sending(arena, content, passed);
      SENDMSG.with(descriptor, head.memory(), MessageHead.NO_SIGNAL);
    }
  }

  /**
   * Waits for the next message.
   *
   * @return null: the other end was closed
   */
  @Nullable Message receive() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MessageHead head = MessageHead.receiving(arena, MOST_BYTES);
      int bytes = RECVMSG.with(descriptor, head.memory(), MessageHead.CLOSE_ON_EXEC);
      return bytes == 0 ? null : new Message(head.content(bytes), head.passed());
    }
  }

  /** Closes it; a thread that waits in {@link #accept} or {@link #receive} is woken. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      SHUTDOWN.with(descriptor, BOTH_WAYS);
    } catch (IOException notConnected) {
      // nobody can wait in it then
    }
    try {
      CLOSE.with(descriptor);
    } catch (IOException e) {
      throw new IllegalStateException("cannot close a socket", e);
    }
  }
}
