package dev.gatehouse.server.lint;

import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.routing.Shadow;
import dev.gatehouse.server.config.AdminSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.load.Positions;
import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.tls.CertificateInfo;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The search for what a valid configuration hardly means. Pure. */
public final class Lint {
  private static final Duration SOON = Duration.ofDays(30);

  private final GatehouseSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  private Lint(GatehouseSettings settings) {
    this.settings = settings;
  }

  /** What is found in {@code settings} by themselves, allowed or not. */
  public static List<Finding> of(GatehouseSettings settings, RouteTable<?> table) {
    Lint lint = new Lint(settings);
    lint.lookAtRoutes(table);
    lint.lookAtListeners();
    lint.lookAtPools();
    lint.lookAtTrust();
    return lint.findings;
  }

  /**
   * What is found and not allowed, in the order of the file.
   *
   * @param certificates those in use, by listener
   */
  public static List<Problem> warnings(
      GatehouseSettings settings,
      RouteTable<?> table,
      Map<String, List<CertificateInfo>> certificates,
      Instant now,
      Positions positions) {
    List<Finding> all = new ArrayList<>(of(settings, table));
    all.addAll(expiring(certificates, now));
    return all.stream()
        .filter(each -> !settings.lint().allow().contains(each.name()))
        .map(each -> each.at(positions))
        .sorted(Problem.BY_PLACE)
        .toList();
  }

  private void add(LintName name, String path, String message, String remedy) {
    findings.add(new Finding(name, path, message, remedy));
  }

  private void lookAtRoutes(RouteTable<?> table) {
    for (Shadow each : table.shadows(settings.listeners().keySet())) {
      String others = String.join(" and ", each.by());
      if (each.whole()) {
        add(
            LintName.UNREACHABLE_ROUTE,
            "routes[" + each.index() + "]",
            "no request reaches "
                + each.route()
                + ": "
                + others
                + " comes first ("
                + each.why()
                + ")",
            "conditions by which it is more specific, or another order in the file");
      } else {
        add(
            LintName.SHADOWED_ROUTE,
            "routes[" + each.index() + "]",
            others
                + " comes before "
                + each.route()
                + (each.where().isEmpty() ? "" : " for " + each.where())
                + " ("
                + each.why()
                + ")",
            "conditions by which it is more specific");
      }
    }
    for (int i = 0; i < settings.routes().size(); i++) {
      RouteLint.findings(settings, i, findings);
    }
  }

  private void lookAtListeners() {
    for (String name : settings.listeners().keySet()) {
      boolean used =
          settings.routes().stream()
              .anyMatch(route -> route.listeners().isEmpty() || route.listeners().contains(name));
      if (!used) {
        add(
            LintName.UNUSED_LISTENER,
            "listeners." + name,
            "no route is for listener " + name + ": every request there is answered 404",
            "a route that names it, or none that names others only");
      }
    }
  }

  private void lookAtPools() {
    Set<String> used = new HashSet<>();
    for (RouteSettings route : settings.routes()) {
      used.addAll(route.pools());
    }
    settings
        .pools()
        .forEach((name, pool) -> {
          String path = "pools." + name;
          if (!used.contains(name)) {
            add(LintName.UNUSED_POOL, path, "no route sends to pool " + name, "a route that does");
          }
          if (!pool.tls().verify() && hasTls(pool)) {
            add(
                LintName.UNVERIFIED_TLS,
                path + ".tls.verify",
                "whoever answers at the addresses of pool " + name + " is believed",
                "tls: {trust: FILE} with the authority of its certificates, or verify: true");
          }
        });
  }

  private static boolean hasTls(PoolSettings pool) {
    return pool.discovery().findsBackends()
        || pool.backends().stream().anyMatch(each -> each.url().tls());
  }

  private void lookAtTrust() {
    settings.trustedProxies().peers().stream()
        .filter(each -> each.prefix() == 0)
        .findFirst()
        .ifPresent(all ->
            add(
                LintName.TRUSTS_EVERYONE,
                "trusted-proxies.peers",
                "every client may say what its address is, as " + all + " is everybody",
                "the addresses of the proxies in front"));
    AdminSettings admin = settings.admin();
    if (admin != null && admin.token() == null && !isLoopback(admin.address().host())) {
      add(
          LintName.OPEN_ADMIN,
          "admin.address",
          "the admin listener can be reached from other machines and has no token",
          "127.0.0.1 or [::1], or admin.token");
    }
  }

  private static boolean isLoopback(String host) {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    return host.equals("localhost") || (address != null && address.isLoopbackAddress());
  }

  private static List<Finding> expiring(
      Map<String, List<CertificateInfo>> certificates, Instant now) {
    List<Finding> found = new ArrayList<>();
    certificates.forEach((listener, all) -> {
      for (int i = 0; i < all.size(); i++) {
        CertificateInfo each = all.get(i);
        boolean soon = each.expires().isBefore(now.plus(SOON)) && each.expires().isAfter(now);
        if (soon && !each.isSelfSigned()) {
          found.add(
              new Finding(
                  LintName.EXPIRING_CERTIFICATE,
                  "listeners." + listener + ".tls.certificates[" + i + "]",
                  each.source()
                      + " ends in "
                      + Duration.between(now, each.expires()).toDays()
                      + " days, on "
                      + each.expires(),
                  "a new certificate; it is read while serving"));
        }
      }
    });
    return found;
  }

  /** Says whether one of the listeners that {@code route} is for speaks TLS. */
  static boolean speaksTls(GatehouseSettings settings, RouteSettings route) {
    for (ListenerSettings each : settings.listeners().values()) {
      boolean serves = route.listeners().isEmpty() || route.listeners().contains(each.name());
      if (serves && each.tls() != null) {
        return true;
      }
    }
    return false;
  }
}
