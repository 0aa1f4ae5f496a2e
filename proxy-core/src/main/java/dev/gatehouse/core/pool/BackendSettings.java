package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.TextForm;

/**
 * One server of a pool.
 *
 * @param url where it listens
 * @param weight its share of the requests, relative to the others
 * @param maxConnections connections to it at most; 0: no bound besides the pool's
 * @param backup whether it is kept in reserve for when too few of the others can be used
 */
@Doc(
    value = "One server of a pool: its URL, or an object with more.",
    example = "{url: \"http://127.0.0.1:3000\"}")
@TextForm(
    expected = "http://host:port or https://host:port, without a path",
    pattern = "^https?://[^/?#@\\s]+/?$")
public record BackendSettings(
    @Doc("Where the server listens: http://host:port or https://host:port.") BackendUrl url,
    @Doc("Its share of the requests, relative to the others of the pool.") int weight,
    @Doc("Connections to it at most; 0: no bound besides the pool's.") int maxConnections,
    @Doc("Whether it is kept in reserve for when too few of the others can be used.")
        boolean backup) {

  public BackendSettings(BackendUrl url) {
    this(url, 1, 0, false);
  }

  public BackendSettings {
    Expect.within("weight", weight, 1, 1000);
    Expect.within("max-connections", maxConnections, 0, 1_000_000);
  }

  /** Reads the text form: the URL. */
  public static BackendSettings parse(String text) {
    return new BackendSettings(BackendUrl.parse(text));
  }
}
