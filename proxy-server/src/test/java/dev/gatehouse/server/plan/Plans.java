package dev.gatehouse.server.plan;

import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.trial.Course;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Short ways to what is compared. */
final class Plans {
  private Plans() {}

  /** A configuration with a listener, and whatever {@code more} says. */
  static GatehouseSettings settings(String more) {
    Loaded loaded =
        ConfigurationLoader.detached(Map.of())
            .load("f", "listeners: {web: {address: \"127.0.0.1:8080\"}}\n" + more, Path.of("/"));
    if (loaded instanceof Loaded.Valid valid) {
      return valid.settings();
    }
    throw new AssertionError(loaded);
  }

  static Side<RouteSettings> side(String more) {
    GatehouseSettings settings = settings(more);
    return new Side<>(settings, Course.table(settings), RouteSettings::name);
  }

  static RequestKey key(long at, String method, String host, String path, Headers headers) {
    return new RequestKey(
        at,
        "web",
        "192.0.2.1",
        method,
        "http",
        Objects.requireNonNull(Authority.parse(host)),
        path,
        "token=hunter2",
        headers);
  }
}
