package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Durations;
import dev.gatehouse.core.settings.Expect;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How name servers are asked for backends.
 *
 * @param refresh the shortest time an answer is used; an answer that holds longer is used for as
 *     long as it holds
 * @param maxTtl the longest time an answer is used, however long it holds; the default gives way to
 *     a longer {@code refresh}
 * @param srv the name of a service whose servers are backends; null: none
 */
@Doc("How name servers are asked for backends.")
public record DnsSettings(
    @Doc("The shortest time an answer is used; one that holds longer is used as long.")
        Duration refresh,
    @Doc("The longest time an answer is used, however long it holds.") Duration maxTtl,
    @Doc(
            value =
                "A service whose servers are backends (SRV records): the lowest priority gets the"
                    + " requests, others are backups. With _https they are asked over TLS.",
            example = "_http._tcp.app.internal")
        @Nullable String srv) {
  private static final Duration USUAL_MAX_TTL = Duration.ofMinutes(5);
  private static final Pattern SERVICE =
      Pattern.compile("_[A-Za-z0-9-]{1,62}\\._[A-Za-z0-9-]{1,62}\\.(.+?)\\.?");

  public DnsSettings() {
    this(Duration.ofSeconds(5));
  }

  public DnsSettings(Duration refresh) {
    this(refresh, USUAL_MAX_TTL, null);
  }

  public DnsSettings {
    Expect.positive("refresh", refresh);
    Expect.positive("max-ttl", maxTtl);
    Expect.that(
        maxTtl.compareTo(refresh) >= 0 || maxTtl.equals(USUAL_MAX_TTL),
        "max-ttl",
        Durations.format(maxTtl),
        "no less than refresh, " + Durations.format(refresh));
    if (srv != null) {
      var matcher = SERVICE.matcher(srv);
      Expect.that(
          matcher.matches() && Expect.isHostName(matcher.group(1)),
          "srv",
          srv,
          "the name of a service, such as _http._tcp.app.internal");
      srv = srv.toLowerCase(Locale.ROOT);
    }
  }

  /** True if the servers of the service speak TLS, as its name says. */
  boolean secure() {
    return srv != null && srv.startsWith("_https.");
  }
}
