package dev.gatehouse.server.admin;

import com.sun.net.httpserver.Headers;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Secret;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The decision who may change something: whoever has the token, or anyone on this machine where the
 * listener is on loopback and no token is set. Web pages may not: a browser sends JSON to another
 * site only if that allows it, and a name that an attacker points here is not one of ours. Pure.
 */
final class Admission {
  private static final String BEARER = "Bearer ";

  private final String host;
  private final boolean loopback;
  private final @Nullable Secret token;

  Admission(HostPort address, @Nullable Secret token) {
    this.host = address.host().toLowerCase(Locale.ROOT);
    this.loopback = isLoopback(host);
    this.token = token;
  }

  /** Why a request with {@code headers} may not change anything; null if it may. */
  @Nullable String refusal(Headers headers) {
    String type = headers.getFirst("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      return "content-type: " + type + " (expected: application/json)";
    }
    if (token != null) {
      return hasToken(headers, token) ? null : "authorization: the admin token is missing or wrong";
    }
    if (!loopback) {
      return "admin.token: absent (expected: a token where the address is not loopback)";
    }
    return isOurs(headers.getFirst("Host")) ? null : "host: not the name of this listener";
  }

  private static boolean hasToken(Headers headers, Secret token) {
    String given = headers.getFirst("Authorization");
    return given != null
        && given.startsWith(BEARER)
        && MessageDigest.isEqual(
            given.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8),
            token.value().getBytes(StandardCharsets.UTF_8));
  }

  private boolean isOurs(@Nullable String given) {
    if (given == null) {
      return false;
    }
    String name = given.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
    return name.equals(host) || isLoopback(name);
  }

  private static boolean isLoopback(String name) {
    String plain = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    if (plain.equals("localhost")) {
      return true;
    }
    var address = NetUtil.createInetAddressFromIpAddressString(plain);
    return address != null && address.isLoopbackAddress();
  }
}
