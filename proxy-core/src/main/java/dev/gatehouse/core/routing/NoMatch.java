package dev.gatehouse.core.routing;

import java.util.Locale;

/** The condition that kept a request from a route, in the order in which they are checked. */
public enum NoMatch {
  HOST,
  PATH,
  LISTENER,
  METHOD,
  CLIENT,
  HEADER,
  COOKIE,
  QUERY;

  private final String code = "no-" + name().toLowerCase(Locale.ROOT);

  /** The name in logs: {@code no-path}. */
  public String code() {
    return code;
  }
}
