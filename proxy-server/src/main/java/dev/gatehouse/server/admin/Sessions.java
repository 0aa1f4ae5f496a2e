package dev.gatehouse.server.admin;

import dev.gatehouse.core.settings.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has logged in at the dashboard: keys that stand for the token for a while, so that no browser
 * has to keep the token itself. A key ends {@link #LONGEST} after the login, an hour after its last
 * use, when somebody logs out, when the token is another, when {@value #MOST} others have come
 * after it, and with the process. Guarded by itself.
 */
final class Sessions {
  static final Duration LONGEST = Duration.ofHours(12);
  static final Duration IDLE = Duration.ofHours(1);
  static final int MOST = 100;

  private static final String PREFIX = "gatehouse-session-";
  private static final int RANDOM_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock;
  private final Map<String, Session> sessions = new LinkedHashMap<>();

  /**
   * A session.
   *
   * @param token what it was opened with; with another in force it is over
   */
  private record Session(Secret token, Instant opened, Instant used) {}

  Sessions(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether {@code bearer} can only be meant as the key of a session. */
  static boolean looksLikeOne(String bearer) {
    return bearer.startsWith(PREFIX);
  }

  /** The key of a new session, which stands for {@code token}. */
  synchronized String open(Secret token) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    if (sessions.size() >= MOST) {
      sessions.remove(sessions.keySet().iterator().next());
    }
    sessions.put(key, new Session(token, clock.instant(), clock.instant()));
    return key;
  }

  /** Whether {@code key} stands for {@code token}; if so, it has been used now. */
  synchronized boolean knows(String key, Secret token) {
    Session session = sessions.get(key);
    Instant now = clock.instant();
    if (session == null) {
      return false;
    }
    if (!session.token().equals(token)
        || now.isAfter(session.opened().plus(LONGEST))
        || now.isAfter(session.used().plus(IDLE))) {
      sessions.remove(key);
      return false;
    }
    sessions.put(
        key, new Session(token, session.opened(), now)); // keeps its place, behind older ones
    return true;
  }

  /** Ends the session of {@code key}, if there is one. */
  synchronized void close(String key) {
    sessions.remove(key);
  }
}
