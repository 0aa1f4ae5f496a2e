package dev.gatehouse.server.restart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What a service manager hears, and the descriptors that come with it: its end of NOTIFY_SOCKET.
 */
public final class Inbox implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;

  /** One message. */
  public record Received(String text, OptionalInt descriptor) {}

  private final int socket;

  /** Listens at {@code path}. */
  public Inbox(Path path) throws IOException {
    socket = SystemCalls.SOCKET.with(AF_UNIX, SOCK_DGRAM, 0);
    byte[] name = path.toString().getBytes(UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(name.length + 3L);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
      SystemCalls.BIND.with(socket, address, (int) address.byteSize());
    }
  }

  /** Waits for the next message. */
  public Received next() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MessageHead head = MessageHead.receiving(arena, 4096);
      int bytes = SystemCalls.RECVMSG.with(socket, head.memory(), 0);
      return new Received(new String(head.content(bytes), UTF_8), head.passed());
    }
  }

  @Override
  public void close() throws IOException {
    SystemCalls.CLOSE.with(socket);
  }
}
