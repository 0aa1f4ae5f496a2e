package dev.gatehouse.server.demo;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.HostPort;
import java.util.List;

/**
 * Small web applications that the server starts beside itself, so that a demonstration needs
 * nothing else.
 *
 * @param backends where they listen; none: there are none
 */
@Doc("Small web applications started beside the server, for demonstrations.")
public record DemoSettings(@Doc("Where they listen, on this machine.") List<HostPort> backends) {

  /** There are none. */
  public DemoSettings() {
    this(List.of());
  }

  public DemoSettings {
    backends = List.copyOf(backends);
  }
}
