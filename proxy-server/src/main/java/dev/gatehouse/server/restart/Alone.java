package dev.gatehouse.server.restart;

import dev.gatehouse.core.transport.listen.OpenSockets;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A process that follows nobody; systemd may have opened its sockets. */
public final class Alone implements Entrance {
  private final PassedSockets sockets;
  private final boolean passed;

  private Alone(List<ListeningSocket> sockets) {
    this.sockets = new PassedSockets(sockets);
    this.passed = !sockets.isEmpty();
  }

  /** With sockets of its own only. */
  public static Alone withoutSockets() {
    return new Alone(List.of());
  }

  /**
   * With the sockets that systemd passes.
   *
   * @param pid this process
   * @throws Refused if something was passed that is no socket of a listener
   */
  public static Alone of(Map<String, String> environment, long pid) throws Refused {
    SystemdSockets.Announced announced = SystemdSockets.announced(environment, pid);
    try {
      return announced.names().isEmpty()
          ? withoutSockets()
          : new Alone(SystemdSockets.take(announced));
    } catch (IOException e) {
      throw new Refused("systemd passes what cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public OpenSockets sockets() {
    return sockets;
  }

  @Override
  public boolean hasSockets() {
    return passed;
  }

  @Override
  public Heritage heritage() {
    return Heritage.NONE;
  }

  @Override
  public void prepared() {
    // there is nobody to wait for
  }

  @Override
  public void ready() {
    // nor here
  }

  @Override
  public Set<String> kept() {
    return sockets.kept();
  }

  @Override
  public void failed(String why) {
    // there is nobody to tell: the caller prints it
  }

  @Override
  public void close() {
    sockets.closeRest();
  }
}
