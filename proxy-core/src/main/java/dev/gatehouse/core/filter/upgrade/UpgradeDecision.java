package dev.gatehouse.core.filter.upgrade;

import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Upgrades;
import java.util.Set;

/** What becomes of a request for an upgrade, as a pure function of it and its route. */
public enum UpgradeDecision {
  /** It is passed on as one. */
  UPGRADE,
  /** It is passed on without, as servers may (RFC 9110 §7.8). */
  IGNORE,
  /** It is refused: the route forbids it, and there is no way to serve it otherwise. */
  FORBID,
  /** It is refused: nobody here knows the protocol (RFC 9220 §3). */
  UNSUPPORTED;

  /**
   * The decision for one request.
   *
   * @param token the protocol in lower case
   * @param allowed what the route allows
   */
  public static UpgradeDecision of(String token, HttpVersion version, Set<String> allowed) {
    if (allowed.contains(token)) {
      return UPGRADE;
    }
    if (token.equals(Upgrades.WEBSOCKET)) {
      return FORBID;
    }
    return version == HttpVersion.HTTP_2 ? UNSUPPORTED : IGNORE;
  }
}
