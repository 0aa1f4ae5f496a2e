package dev.gatehouse.core.http;

import dev.gatehouse.core.failure.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * The protocols that a connection may be handed over to (RFC 9110 §7.8), by their tokens in lower
 * case, and the rules of a WebSocket handshake that are the same in every version of HTTP. Pure
 * functions.
 */
public final class Upgrades {
  public static final String WEBSOCKET = "websocket";

  private static final String VERSION = "13";

  private Upgrades() {}

  /**
   * Says whether {@code token} is a protocol that is never handed over to: other versions of HTTP
   * and TLS, inside which requests would pass that nobody routes, checks or logs.
   */
  public static boolean isNever(String token) {
    int slash = token.indexOf('/');
    String name = slash < 0 ? token : token.substring(0, slash);
    return switch (name) {
      case "h2c", "h2", "h3", "http", "https", "tls", "ssl" -> true;
      default -> false;
    };
  }

  /** Says whether {@code text} is a protocol's name, perhaps with a version, in lower case. */
  public static boolean isToken(String text) {
    int slash = text.indexOf('/');
    String name = slash < 0 ? text : text.substring(0, slash);
    return text.length() <= 40
        && text.equals(text.toLowerCase(java.util.Locale.ROOT))
        && Tokens.isToken(name)
        && (slash < 0 || Tokens.isToken(text.substring(slash + 1)));
  }

  /**
   * Why a WebSocket handshake is refused, null if it is not.
   *
   * @param plain whether it is a GET (or an extended CONNECT) without content
   */
  public static @Nullable FailureReason refusal(boolean plain, Headers headers) {
    if (!plain) {
      return FailureReason.BAD_UPGRADE;
    }
    int at = headers.indexOf(HeaderNames.SEC_WEBSOCKET_VERSION, 0);
    boolean known =
        at >= 0
            && headers.value(at).equals(VERSION)
            && headers.indexOf(HeaderNames.SEC_WEBSOCKET_VERSION, at + 1) < 0;
    return known ? null : FailureReason.UPGRADE_VERSION;
  }
}
