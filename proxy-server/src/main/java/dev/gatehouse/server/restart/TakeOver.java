package dev.gatehouse.server.restart;

import dev.gatehouse.core.transport.listen.OpenSockets;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that takes the place of another one: it is given the other's listening sockets, so that
 * no connection is ever refused or reset, and says when it is ready to serve; then the other one
 * goes. If that one dies in between, the place is free all the same.
 */
public final class TakeOver implements Entrance {
  private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final long predecessor;
  private final UnixSocket socket;
  private final PassedSockets sockets;
  private final Heritage heritage;

  private TakeOver(
      long predecessor, UnixSocket socket, List<ListeningSocket> sockets, Heritage heritage) {
    this.predecessor = predecessor;
    this.socket = socket;
    this.sockets = new PassedSockets(sockets);
    this.heritage = heritage;
  }

  /**
   * Asks the process {@code pid} for what it has. Blocks.
   *
   * @throws Refused if there is no such process, or it does not want to
   */
  public static TakeOver from(long pid) throws Refused {
    if (!SystemCalls.available()) {
      throw new Refused("taking over from another process needs Linux");
    }
    UnixSocket socket;
    try {
      socket = UnixSocket.connected(Succession.name(pid), PATIENCE);
    } catch (IOException e) {
      throw new Refused(
          "process "
              + pid
              + " cannot be followed (expected: a Gatehouse that serves): "
              + e.getMessage(),
          e);
    }
    List<ListeningSocket> doors = new ArrayList<>();
    boolean complete = false;
    try {
      UnixSocket.Peer peer = socket.peer();
      if (!Succession.isTrusted(peer)) {
        throw new Refused("process " + pid + " runs as another user");
      }
      socket.send(new Note.Ask(Note.EDITION).write(), OptionalInt.empty());
      Note.Leave leave = leave(pid, receive(pid, socket));
      for (int i = 0; i < leave.doors(); i++) {
        doors.add(door(pid, receive(pid, socket)));
      }
      complete = true;
      return new TakeOver(pid, socket, doors, leave.heritage());
    } catch (IOException e) {
      throw new Refused("process " + pid + " does not answer: " + e.getMessage(), e);
    } finally {
      if (!complete) {
        doors.forEach(ListeningSocket::close);
        socket.close();
      }
    }
  }

  private static UnixSocket.Message receive(long pid, UnixSocket from) throws IOException {
    UnixSocket.Message message = from.receive();
    if (message == null) {
      throw new IOException("process " + pid + " has ended");
    }
    return message;
  }

  private static Note.Leave leave(long pid, UnixSocket.Message message)
      throws IOException, Refused {
    return switch (Note.read(message.content())) {
      case Note.Leave leave -> leave;
      case Note.No(String why) -> throw new Refused("process " + pid + " stays: " + why);
      case Note other -> throw new IOException("unexpected: " + other);
    };
  }

  private static ListeningSocket door(long pid, UnixSocket.Message message) throws IOException {
    if (Note.read(message.content()) instanceof Note.Door(String listener, boolean kept)
        && message.descriptor().isPresent()) {
      return ListeningSocket.of(listener, message.descriptor().getAsInt(), kept);
    }
    throw new IOException("no socket (expected: one for each listener of process " + pid + ")");
  }

  @Override
  public OpenSockets sockets() {
    return sockets;
  }

  @Override
  public boolean hasSockets() {
    return true;
  }

  @Override
  public Heritage heritage() {
    return heritage;
  }

  @Override
  public void prepared() throws Refused {
    agree(new Note.Prepared(), Note.Room.class);
  }

  @Override
  public void ready() throws Refused {
    agree(new Note.Ready(sockets.taken()), Note.Yours.class);
    LOG.info("process {} has handed over", predecessor);
  }

  private void agree(Note said, Class<? extends Note> expected) throws Refused {
    Note answer = answer(said);
    if (answer instanceof Note.No(String why)) {
      throw new Refused("process " + predecessor + " stays: " + why);
    }
    if (answer != null && !expected.isInstance(answer)) {
      throw new Refused("process " + predecessor + " says what was not expected: " + answer);
    }
    if (answer == null && !isGone()) {
      throw new Refused("process " + predecessor + " does not go on with it");
    }
  }

  /** What it says to that; null: nothing any more. */
  private @Nullable Note answer(Note said) throws Refused {
    UnixSocket.Message message;
    try {
      socket.send(said.write(), OptionalInt.empty());
      message = socket.receive();
    } catch (SocketTimeoutException e) {
      throw new Refused("process " + predecessor + " does not answer", e);
    } catch (IOException gone) {
      LOG.debug("process {} hangs up", predecessor, gone);
      return null;
    }
    try {
      return message == null ? null : Note.read(message.content());
    } catch (IOException e) {
      throw new Refused(String.valueOf(e.getMessage()), e);
    }
  }

  /** Its sockets close a moment before a process is gone. */
  private boolean isGone() {
    boolean gone =
        ProcessHandle.of(predecessor)
            .map(process -> process.onExit().completeOnTimeout(null, 2, TimeUnit.SECONDS).join())
            .isEmpty();
    if (gone) {
      LOG.warn("process {} has ended before it had handed over", predecessor);
    }
    return gone;
  }

  @Override
  public Set<String> kept() {
    return sockets.kept();
  }

  @Override
  public void failed(String why) {
    try {
      socket.send(new Note.Failed(why).write(), OptionalInt.empty());
    } catch (IOException e) {
      LOG.debug("process {} does not hear why this one cannot serve", predecessor, e);
    }
  }

  @Override
  public void close() {
    sockets.closeRest();
    socket.close();
  }
}
