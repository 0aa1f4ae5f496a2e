package dev.gatehouse.server.admin;

import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.server.config.AdminSettings;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decision who may see and who may change something. Who has the token, a session that was
 * opened with it, or a certificate, may do both. Where the listener is on loopback anyone on this
 * machine may see, and also change as long as no token is set. Pure, but for the count of wrong
 * tokens and the sessions that there are.
 *
 * <p>Pages of other sites may not, even in the browser of somebody who may: what they can make it
 * send is told from what our own page sends by the type of the content and by what the browser says
 * of the page; a name that was pointed at this machine is none of ours; and nothing that a browser
 * adds by itself counts as a credential, but a certificate.
 */
final class Admission {
  private static final String JSON = "application/json";
  private static final Verdict LOCALLY = new Verdict.Admitted("loopback");
  private static final Verdict.Refused MISSING =
      new Verdict.Refused(401, "authorization: the admin token is missing");

  private final Supplier<AdminSettings> settings;
  private final Sessions sessions;
  private final Guesses guesses;

  /**
   * @param settings those in force; a reload may change the token
   */
  Admission(Supplier<AdminSettings> settings, Sessions sessions, Guesses guesses) {
    this.settings = settings;
    this.sessions = sessions;
    this.guesses = guesses;
  }

  private @Nullable Secret token() {
    return settings.get().token();
  }

  /** Decides on a request that only asks. */
  Verdict mayRead(Caller caller) {
    if (isForeign(caller) && !"navigate".equals(caller.mode())) {
      return new Verdict.Refused(403, "sec-fetch-site: " + caller.site() + " (expected: our page)");
    }
    return identify(caller);
  }

  /** Decides on a request that changes something. */
  Verdict mayChange(Caller caller) {
    Verdict.Refused foreign = foreignChange(caller);
    if (foreign != null) {
      return foreign;
    }
    Verdict verdict = identify(caller);
    return token() != null && verdict.equals(LOCALLY) ? MISSING : verdict;
  }

  /** What a page is told of itself before it asks for anything else. */
  Standing standing(Caller caller) {
    Verdict verdict = mayRead(caller);
    boolean reads = verdict instanceof Verdict.Admitted;
    Secret token = token();
    return new Standing(
        reads,
        reads && (token == null || !verdict.equals(LOCALLY)),
        verdict instanceof Verdict.Admitted(String by) ? by : null,
        token != null,
        verdict instanceof Verdict.Refused(int status, String reason) ? reason : null);
  }

  /**
   * How somebody stands.
   *
   * @param by what allows it; null if nothing does
   * @param login whether there is a token to log in with
   * @param why nothing may be read; null if it may
   */
  record Standing(
      boolean read, boolean change, @Nullable String by, boolean login, @Nullable String why) {}

  /** Decides on {@code given}, with which somebody wants to log in. */
  Verdict mayLogIn(Caller caller, String given) {
    Verdict.Refused foreign = foreignChange(caller);
    if (foreign != null) {
      return foreign;
    }
    Secret expected = token();
    return expected == null
        ? new Verdict.Refused(403, "admin.token: absent (expected: a token to log in with)")
        : checked(caller, given, expected);
  }

  private Verdict identify(Caller caller) {
    AdminSettings now = settings.get();
    Secret token = now.token();
    String given = caller.bearer();
    if (caller.certificate() != null) {
      return new Verdict.Admitted("certificate " + caller.certificate());
    }
    if (given != null && token != null) {
      if (Sessions.looksLikeOne(given)) {
        return sessions.knows(given, token)
            ? new Verdict.Admitted("session")
            : new Verdict.Refused(401, "authorization: the session is over");
      }
      return checked(caller, given, token);
    }
    if (now.address().isLoopback()) {
      return isOurs(caller.host(), now.address())
          ? LOCALLY
          : new Verdict.Refused(403, "host: not the name of this listener");
    }
    return token != null
        ? MISSING
        : new Verdict.Refused(
            403,
            "admin.token: absent (expected: a token or admin.tls.client-auth where the address is"
                + " not loopback)");
  }

  private Verdict checked(Caller caller, String given, Secret expected) {
    return switch (guesses.judge(caller.address(), isSame(given, expected))) {
      case RIGHT -> new Verdict.Admitted("token");
      case WRONG -> new Verdict.Refused(401, "authorization: the admin token is wrong");
      case NOT_LOOKED_AT ->
          new Verdict.Refused(429, "authorization: too many wrong tokens from this address");
    };
  }

  /** In a time that does not tell how much of it was right. */
  private static boolean isSame(String given, Secret expected) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), expected.value().getBytes(StandardCharsets.UTF_8));
  }

  /** What speaks against a change because of the page that asks for it; null: nothing. */
  private static Verdict.@Nullable Refused foreignChange(Caller caller) {
    String type = caller.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(JSON)) {
      return new Verdict.Refused(403, "content-type: " + type + " (expected: " + JSON + ")");
    }
    String origin = caller.origin();
    if (isForeign(caller) || (origin != null && !isOf(origin, caller.host()))) {
      return new Verdict.Refused(403, "origin: " + origin + " (expected: our page)");
    }
    return null;
  }

  private static boolean isForeign(Caller caller) {
    String site = caller.site();
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  private static boolean isOf(String origin, @Nullable String host) {
    return host != null
        && (origin.equalsIgnoreCase("http://" + host)
            || origin.equalsIgnoreCase("https://" + host));
  }

  private static boolean isOurs(@Nullable String given, HostPort address) {
    if (given == null) {
      return false;
    }
    String name = given.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
    return name.equalsIgnoreCase(address.host()) || isLoopback(name);
  }

  private static boolean isLoopback(String name) {
    String plain =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    if (plain.equals("localhost")) {
      return true;
    }
    var address = NetUtil.createInetAddressFromIpAddressString(plain);
    return address != null && address.isLoopbackAddress();
  }
}
