package dev.gatehouse.server.restart;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a server stands among processes.
 *
 * @param pid this process
 * @param environment its environment
 * @param entrance how it comes to serve
 * @param manager who supervises it
 * @param successor the process that is to follow it, once one is asked for
 */
public record Place(
    long pid,
    Map<String, String> environment,
    Entrance entrance,
    Supervisor manager,
    Successor successor) {
  /**
   * The one of this process.
   *
   * @param follow the process whose place to take; null: nobody's
   * @param launcher the program that starts Gatehouse; null: the JVM itself
   * @param arguments what this process was started with
   * @throws Entrance.Refused if that process cannot be followed
   */
  public static Place of(
      Map<String, String> environment,
      @Nullable Long follow,
      @Nullable String launcher,
      List<String> arguments)
      throws Entrance.Refused {
    long pid = ProcessHandle.current().pid();
    return new Place(
        pid,
        Map.copyOf(environment),
        follow == null ? Alone.of(environment, pid) : TakeOver.from(follow),
        Supervisor.of(environment, pid),
        new Successor(pid, launcher, arguments));
  }
}
