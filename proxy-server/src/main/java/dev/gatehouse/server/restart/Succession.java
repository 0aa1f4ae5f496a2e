package dev.gatehouse.server.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readiness of a process to be followed by another, which may connect at any time: it gets the
 * sockets of the listeners and what else it needs, and this process goes on serving until the other
 * one says that it is ready. Whatever goes wrong before that, this process stays.
 *
 * <p>Has a thread of its own until it is closed.
 */
public final class Succession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

  /** How long a successor may take for its next step: it loads files and asks name servers. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What there is to hand over. Asked by the thread of the succession, and by no other. */
  public interface House {
    /**
     * Holds everything as it is from now on: no reloads.
     *
     * @return why that cannot be; null if it can
     */
    @Nullable String hold();

    /** The listeners with their sockets. */
    List<Door> doors();

    Heritage heritage();

    /** Gives the address of the admin listener up. */
    void makeRoom();

    /** It came to nothing: everything goes on as before, with the admin listener and reloads. */
    void goOn();

    /**
     * It is done: accepts no more, and ends once everything under way is.
     *
     * @param pid the process that serves from now on
     * @param doors the listeners whose sockets it has in use
     */
    void leave(long pid, List<String> doors);
  }

  /**
   * The socket of one listener.
   *
   * @param kept whether systemd keeps it
   */
  public record Door(String listener, int descriptor, boolean kept) {}

  private final UnixSocket socket;
  private final House house;
  private final Successor successor;

  private Succession(UnixSocket socket, House house, Successor successor) {
    this.socket = socket;
    this.house = house;
    this.successor = successor;
  }

  /**
   * Begins to wait for successors.
   *
   * @param pid this process
   * @return null if that is not possible here, which is logged
   */
  public static @Nullable Succession begin(long pid, House house, Successor successor) {
    if (!SystemCalls.available()) {
      LOG.info("this process cannot be followed by another: that needs Linux");
      return null;
    }
    try {
      Succession made = new Succession(UnixSocket.listening(name(pid)), house, successor);
      Thread.ofPlatform().name("gatehouse-succession").daemon().start(made::serve);
      return made;
    } catch (IOException e) {
      LOG.warn("this process cannot be followed by another: {}", e.getMessage());
      return null;
    }
  }

  /** Where the process {@code pid} waits for successors. */
  static String name(long pid) {
    return "gatehouse/succession/" + pid;
  }

  /** Only root and the own user may have what a process has. */
  static boolean isTrusted(UnixSocket.Peer peer) throws IOException {
    return peer.uid() == 0
        || Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(peer.uid());
  }

  private void serve() {
    try {
      while (!attend()) {
        // the next one, then
      }
    } catch (IOException closed) {
      LOG.debug("nobody can follow any more: {}", closed.getMessage());
    }
  }

  /** Waits for one who wants to follow, and returns whether it does. */
  private boolean attend() throws IOException {
    UnixSocket peer = socket.accept();
    boolean held = false;
    boolean followed = false;
    try (peer) {
      UnixSocket.Peer who = peer.peer();
      peer.patience(PATIENCE);
      String refusal = refusal(who, Talk.expect(Note.Ask.class, peer));
      if (refusal != null) {
        Talk.say(new Note.No(refusal), peer);
        return false;
      }
      LOG.info("process {} is about to take over", who.pid());
      held = true;
      followed = handOver(who.pid(), peer);
    } catch (IOException e) {
      LOG.error("not followed by another process, this one goes on: {}", e.getMessage());
      successor.failed(String.valueOf(e.getMessage()));
    } finally {
      if (held && !followed) {
        house.goOn();
      }
    }
    return followed;
  }

  private @Nullable String refusal(UnixSocket.Peer who, Note.Ask ask) throws IOException {
    if (!isTrusted(who)) {
      return "it is of another user than process " + who.pid();
    }
    return ask.edition() == Note.EDITION ? house.hold() : "it is of another edition";
  }

  private boolean handOver(int pid, UnixSocket peer) throws IOException {
    List<Door> doors = house.doors();
    Talk.say(new Note.Leave(doors.size(), house.heritage()), peer);
    for (Door door : doors) {
      peer.send(
          new Note.Door(door.listener(), door.kept()).write(), OptionalInt.of(door.descriptor()));
    }
    Talk.expect(Note.Prepared.class, peer);
    house.makeRoom();
    Talk.say(new Note.Room(), peer);
    Note.Ready ready = Talk.expect(Note.Ready.class, peer);
    Talk.say(new Note.Yours(), peer);
    successor.followed();
    house.leave(pid, ready.doors());
    return true;
  }

  /** Nobody can follow any more. */
  @Override
  public void close() {
    socket.close();
  }
}
