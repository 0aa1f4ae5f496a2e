package dev.gatehouse.server.restart;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that this one starts to be followed by: the same command again, with what is
 * installed by then. Guarded by itself.
 */
public final class Successor {
  private static final Logger LOG = LoggerFactory.getLogger(Successor.class);
  private static final String OPTION = "--take-over";

  /** A start that waits for a compiler, as that of a source checkout may. */
  private static final long LONGEST_MINUTES = 5;

  /**
   * What became of the last one.
   *
   * @param pid null if it could not be started
   * @param state {@code starting} or {@code failed}
   * @param why why it failed
   */
  public record State(@Nullable Long pid, String state, @Nullable String why) {}

  private final long own;
  private final @Nullable String launcher;
  private final List<String> arguments;
  private @Nullable Process process;
  private @Nullable State state;

  /**
   * @param own this process
   * @param launcher the program that starts it; null: the JVM itself
   * @param arguments what it was started with; none: it was not started as Gatehouse
   */
  public Successor(long own, @Nullable String launcher, List<String> arguments) {
    this.own = own;
    this.launcher = launcher;
    this.arguments = List.copyOf(arguments);
  }

  /** What became of the last one; null if there was none. */
  public synchronized @Nullable State state() {
    return state;
  }

  /**
   * Starts one, unless one is starting. It takes over as soon as it can; {@link #state} tells if it
   * fails.
   *
   * @return how that stands
   */
  public synchronized State start() {
    State last = state;
    if (last != null && last.state().equals("starting")) {
      return last;
    }
    List<String> command;
    try {
      command = command(program(), arguments, own);
    } catch (IOException e) {
      return fail(null, String.valueOf(e.getMessage()));
    }
    if (own == 1) {
      return fail(null, "process 1 ends its container with itself: start a new container instead");
    }
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT);
      forSuccessor(builder.environment());
      Process started = builder.start();
      process = started;
      started.onExit().thenAccept(this::ended);
      started
          .onExit()
          .orTimeout(LONGEST_MINUTES, TimeUnit.MINUTES)
          .exceptionally(late -> {
            giveUp(started);
            return started;
          });
      LOG.info("starting process {} to take over: {}", started.pid(), String.join(" ", command));
      State starting = new State(started.pid(), "starting", null);
      state = starting;
      return starting;
    } catch (IOException e) {
      return fail(null, String.valueOf(e.getMessage()));
    }
  }

  /** The command by which this process was started, up to its arguments. */
  private List<String> program() throws IOException {
    return launcher != null
        ? List.of(launcher)
        : program(List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0")), arguments);
  }

  /**
   * A command line without its arguments. Pure.
   *
   * @throws IOException if it does not end in them
   */
  static List<String> program(List<String> commandLine, List<String> arguments) throws IOException {
    int own = commandLine.size() - arguments.size();
    if (arguments.isEmpty()
        || own < 1
        || !commandLine.subList(own, commandLine.size()).equals(arguments)) {
      throw new IOException("this process was not started as Gatehouse");
    }
    return commandLine.subList(0, own);
  }

  /**
   * The command that starts a successor. Pure.
   *
   * @param arguments those of the process that is to be followed
   * @param pid its number
   */
  static List<String> command(List<String> program, List<String> arguments, long pid) {
    List<String> command = new ArrayList<>(program);
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals(OPTION)) {
        i++; // and whom this one has followed
      } else if (!arguments.get(i).startsWith(OPTION + "=")) {
        command.add(arguments.get(i));
      }
    }
    command.add(OPTION);
    command.add(Long.toString(pid));
    return command;
  }

  /** What systemd has said to this process by number is not meant for the next. */
  private static void forSuccessor(Map<String, String> environment) {
    environment
        .keySet()
        .removeAll(List.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "WATCHDOG_PID"));
  }

  /** The one that was about to follow does not, for this reason. */
  synchronized void failed(String why) {
    Process current = process;
    fail(current == null ? null : current.pid(), why);
  }

  /** Another process serves from now on. */
  synchronized void followed() {
    process = null;
    state = null;
  }

  private synchronized void ended(Process ended) {
    if (ended == process && state != null && state.state().equals("starting")) {
      fail(ended.pid(), "it ended with exit code " + ended.exitValue() + "; its log says why");
      LOG.error("process {} has not taken over: exit code {}", ended.pid(), ended.exitValue());
    }
  }

  private synchronized void giveUp(Process late) {
    if (late == process && late.isAlive()) {
      late.destroy();
      fail(late.pid(), "it took longer than " + LONGEST_MINUTES + " minutes");
    }
  }

  private State fail(@Nullable Long pid, String why) {
    State failed = new State(pid, "failed", why);
    state = failed;
    return failed;
  }
}
