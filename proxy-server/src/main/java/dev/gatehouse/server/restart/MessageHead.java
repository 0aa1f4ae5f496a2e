package dev.gatehouse.server.restart;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;

/**
 * The memory by which the kernel is told of a message with a file descriptor: {@code struct msghdr}
 * and what it points at, as 64-bit Linux has them. Lives as long as its arena.
 *
 * @param memory the head itself
 * @param content where the message is
 * @param control where the descriptor is, behind its own head, {@code struct cmsghdr}
 */
record MessageHead(MemorySegment memory, MemorySegment content, MemorySegment control) {
  /** For sending: an end that is gone is an error, not a signal. */
  static final int NO_SIGNAL = 0x4000;

  /** For receiving: children do not inherit what was passed. */
  static final int CLOSE_ON_EXEC = 0x4000_0000;

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int CUT_OFF = 0x20 | 0x8;

  private static final long HEAD = 56;
  private static final long PIECES = 16;
  private static final long PIECE_COUNT = 24;
  private static final long CONTROL = 32;
  private static final long CONTROL_LENGTH = 40;
  private static final long FLAGS = 48;

  private static final long LEVEL = 8;
  private static final long TYPE = 12;
  private static final long DESCRIPTOR = 16;
  private static final long CONTROL_USED = 20;
  private static final long CONTROL_SPACE = 24;

  static MessageHead sending(Arena arena, byte[] content, OptionalInt passed) {
    MessageHead head = of(arena, arena.allocateFrom(ValueLayout.JAVA_BYTE, content));
    if (passed.isPresent()) {
      head.control.set(ValueLayout.JAVA_LONG, 0, CONTROL_USED);
      head.control.set(ValueLayout.JAVA_INT, LEVEL, SOL_SOCKET);
      head.control.set(ValueLayout.JAVA_INT, TYPE, SCM_RIGHTS);
      head.control.set(ValueLayout.JAVA_INT, DESCRIPTOR, passed.getAsInt());
    } else {
      head.memory.set(ValueLayout.ADDRESS, CONTROL, MemorySegment.NULL);
      head.memory.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, 0);
    }
    return head;
  }

  static MessageHead receiving(Arena arena, int mostBytes) {
    return of(arena, arena.allocate(mostBytes));
  }

  private static MessageHead of(Arena arena, MemorySegment content) {
    MemorySegment piece = arena.allocate(ValueLayout.JAVA_LONG, 2);
    piece.set(ValueLayout.ADDRESS, 0, content);
    piece.set(ValueLayout.JAVA_LONG, 8, content.byteSize());
    MemorySegment control = arena.allocate(CONTROL_SPACE, 8);
    MemorySegment head = arena.allocate(HEAD, 8);
    head.set(ValueLayout.ADDRESS, PIECES, piece);
    head.set(ValueLayout.JAVA_LONG, PIECE_COUNT, 1);
    head.set(ValueLayout.ADDRESS, CONTROL, control);
    head.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, CONTROL_SPACE);
    return new MessageHead(head, content, control);
  }

  /**
   * What was received.
   *
   * @throws IOException if there was no room for all of it
   */
  byte[] content(int bytes) throws IOException {
    if ((memory.get(ValueLayout.JAVA_INT, FLAGS) & CUT_OFF) != 0) {
      throw new IOException("a message is longer than expected");
    }
    return content.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
  }

  /** The descriptor that was received. */
  OptionalInt passed() {
    boolean any =
        memory.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH) >= CONTROL_USED
            && control.get(ValueLayout.JAVA_INT, LEVEL) == SOL_SOCKET
            && control.get(ValueLayout.JAVA_INT, TYPE) == SCM_RIGHTS;
    return any
        ? OptionalInt.of(control.get(ValueLayout.JAVA_INT, DESCRIPTOR))
        : OptionalInt.empty();
  }
}
