package dev.gatehouse.server.restart;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * System calls of Linux, on machines of 64 bits, that Java has no name for: those that pass file
 * descriptors between processes, and those that look at descriptors that were passed. Not for the
 * way of a request. Threads may share it.
 */
@SuppressWarnings("restricted") // that is what this class is for
final class SystemCalls {
  private static final int INTERRUPTED = 4;
  private static final int TRY_AGAIN = 11;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"),
          FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

  private static final MemoryLayout INT = ValueLayout.JAVA_INT;
  private static final MemoryLayout LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  static final Call SOCKET = new Call("socket", 0, INT, INT, INT, INT);
  static final Call BIND = new Call("bind", 0, INT, INT, POINTER, INT);
  static final Call LISTEN = new Call("listen", 0, INT, INT, INT);
  static final Call ACCEPT4 = new Call("accept4", 0, INT, INT, POINTER, POINTER, INT);
  static final Call CONNECT = new Call("connect", 0, INT, INT, POINTER, INT);
  static final Call SENDMSG = new Call("sendmsg", 0, LONG, INT, POINTER, INT);
  static final Call RECVMSG = new Call("recvmsg", 0, LONG, INT, POINTER, INT);
  static final Call GETSOCKNAME = new Call("getsockname", 0, INT, INT, POINTER, POINTER);
  static final Call GETSOCKOPT = new Call("getsockopt", 0, INT, INT, INT, INT, POINTER, POINTER);
  static final Call SETSOCKOPT = new Call("setsockopt", 0, INT, INT, INT, INT, POINTER, INT);
  static final Call FCNTL = new Call("fcntl", 2, INT, INT, INT, INT);
  static final Call SHUTDOWN = new Call("shutdown", 0, INT, INT, INT);
  static final Call CLOSE = new Call("close", 0, INT, INT);

  /** A call that can fail. */
  static final class Call {
    private final MethodHandle handle;

    /**
     * @param variadic the first of the arguments whose types C leaves open; 0: none
     */
    private Call(String name, int variadic, MemoryLayout result, MemoryLayout... arguments) {
      List<Linker.Option> options = new ArrayList<>();
      options.add(Linker.Option.captureCallState("errno"));
      if (variadic > 0) {
        options.add(Linker.Option.firstVariadicArg(variadic));
      }
      this.handle =
          LINKER.downcallHandle(
              LINKER.defaultLookup().findOrThrow(name),
              FunctionDescriptor.of(result, arguments),
              options.toArray(Linker.Option[]::new));
    }

    /**
     * Makes the call, again if a signal interrupts it.
     *
     * @return its result, not negative
     * @throws SocketTimeoutException if it takes longer than the socket allows
     * @throws IOException if it fails otherwise; the message is the system's
     */
    int with(Object... arguments) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(STATE);
        List<Object> all = new ArrayList<>(arguments.length + 1);
        all.add(state);
        all.addAll(List.of(arguments));
        while (true) {
          int result = ((Number) handle.invokeWithArguments(all)).intValue();
          if (result >= 0) {
            return result;
          }
          int error = state.get(ValueLayout.JAVA_INT, ERRNO);
          if (error == TRY_AGAIN) {
            throw new SocketTimeoutException(text(error));
          }
          if (error != INTERRUPTED) {
            throw new IOException(text(error));
          }
        }
      } catch (IOException e) {
        throw e;
      } catch (Throwable bug) {
        throw new IllegalStateException(bug);
      }
    }
  }

  private SystemCalls() {}

  private static String text(int error) throws Throwable {
    MemorySegment text = (MemorySegment) STRERROR.invokeExact(error);
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** Whether they are there: on Linux. */
  static boolean available() {
    return System.getProperty("os.name", "").equals("Linux")
        && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
  }
}
