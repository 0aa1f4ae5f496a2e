package dev.gatehouse.server.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.CacheSettings;
import dev.gatehouse.cache.CoalesceSettings;
import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.disk.DiskSettings;
import dev.gatehouse.cache.key.BypassSettings;
import dev.gatehouse.cache.key.KeySettings;
import dev.gatehouse.cache.key.QueryPolicy;
import dev.gatehouse.core.concurrency.AdaptiveSettings;
import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.filter.buffer.RequestBodyMode;
import dev.gatehouse.core.filter.buffer.RequestBodySettings;
import dev.gatehouse.core.filter.forwarded.ForwardedSource;
import dev.gatehouse.core.filter.forwarded.TrustedProxiesSettings;
import dev.gatehouse.core.filter.headers.HeaderEditSettings;
import dev.gatehouse.core.filter.headers.HeaderRulesSettings;
import dev.gatehouse.core.filter.mirror.MirrorSettings;
import dev.gatehouse.core.filter.redirect.RedirectSettings;
import dev.gatehouse.core.filter.respond.RespondSettings;
import dev.gatehouse.core.filter.rewrite.HostRewrite;
import dev.gatehouse.core.filter.rewrite.RewriteSettings;
import dev.gatehouse.core.filter.split.LatencyTolerance;
import dev.gatehouse.core.filter.split.OverrideBy;
import dev.gatehouse.core.filter.split.RollbackSettings;
import dev.gatehouse.core.filter.split.SplitSettings;
import dev.gatehouse.core.filter.split.Sticky;
import dev.gatehouse.core.filter.split.Weight;
import dev.gatehouse.core.filter.timing.TimingAudience;
import dev.gatehouse.core.filter.trace.TraceSource;
import dev.gatehouse.core.forward.HedgeSettings;
import dev.gatehouse.core.forward.RetryCondition;
import dev.gatehouse.core.forward.RetrySettings;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.core.health.ActiveHealthSettings;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.health.PassiveHealthSettings;
import dev.gatehouse.core.health.ProbeKind;
import dev.gatehouse.core.health.StatusRanges;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.net.Cidr;
import dev.gatehouse.core.pool.AffinitySettings;
import dev.gatehouse.core.pool.BackendProtocol;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.BackendTlsSettings;
import dev.gatehouse.core.pool.BackendUrl;
import dev.gatehouse.core.pool.BalancerChoice;
import dev.gatehouse.core.pool.ConnectionSettings;
import dev.gatehouse.core.pool.DiscoverySettings;
import dev.gatehouse.core.pool.DnsSettings;
import dev.gatehouse.core.pool.HashOn;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.routing.MatchSettings;
import dev.gatehouse.core.routing.ValueMatch;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.DrainSettings;
import dev.gatehouse.core.settings.FrameLimits;
import dev.gatehouse.core.settings.HeaderLimits;
import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Http2Limits;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.core.settings.TransportChoice;
import dev.gatehouse.server.accesslog.AccessLogSettings;
import dev.gatehouse.server.accesslog.LogTarget;
import dev.gatehouse.server.accesslog.RotateSettings;
import dev.gatehouse.server.accesslog.SyslogSettings;
import dev.gatehouse.server.accesslog.SyslogTarget;
import dev.gatehouse.server.config.AdminSettings;
import dev.gatehouse.server.config.AdminTlsSettings;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.ListenerSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.RouteTarget;
import dev.gatehouse.server.config.TestExpectation;
import dev.gatehouse.server.config.TestRequest;
import dev.gatehouse.server.config.TestSettings;
import dev.gatehouse.server.demo.DemoSettings;
import dev.gatehouse.server.lint.LintName;
import dev.gatehouse.server.lint.LintSettings;
import dev.gatehouse.server.plan.PlanSettings;
import dev.gatehouse.server.reload.ReloadSettings;
import dev.gatehouse.server.timeline.TimelineSettings;
import dev.gatehouse.server.tracing.TracingSettings;
import dev.gatehouse.tls.AlpnProtocol;
import dev.gatehouse.tls.CertificateSettings;
import dev.gatehouse.tls.ClientAuthSettings;
import dev.gatehouse.tls.TlsProtocol;
import dev.gatehouse.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code full.yaml}, which has every key with a value that is not its default. */
class FullMappingTest {
  private final GatehouseSettings settings = Loads.valid(Loads.resource("full.yaml"));

  @Test
  void whatTheServerIsReadsAsWritten() {
    assertThat(settings.transport()).isEqualTo(TransportChoice.NIO);
    assertThat(settings.drain()).isEqualTo(new DrainSettings(Duration.ofSeconds(5)));
    assertThat(settings.reload()).isEqualTo(new ReloadSettings(true));
    assertThat(settings.demo())
        .isEqualTo(
            new DemoSettings(List.of(new HostPort("127.0.0.1", 9001), new HostPort("::1", 9002))));
    assertThat(settings.admin())
        .isEqualTo(
            new AdminSettings(
                HostPort.parse("127.0.0.1:9901"),
                new Secret("hunter2"),
                new AdminTlsSettings(
                    List.of(new CertificateSettings.SelfSigned(List.of("localhost"))),
                    new ClientAuthSettings(
                        Path.of("/etc/gatehouse/operators.crt"), ClientAuthSettings.Mode.REQUEST)),
                List.of(AdminSettings.Open.HEALTH, AdminSettings.Open.METRICS)));
    assertThat(settings.trustedProxies())
        .isEqualTo(
            new TrustedProxiesSettings(
                List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")),
                ForwardedSource.FORWARDED));
    assertThat(settings.accessLog())
        .isEqualTo(
            new AccessLogSettings(
                new LogTarget(Path.of("/var/log/gatehouse.log")),
                AccessLogSettings.Format.COMBINED,
                new RotateSettings(ByteSize.ofGiB(1), 3),
                null));
  }

  @Test
  void whatIsNotWarnedOfReadsAsWritten() {
    assertThat(settings.lint())
        .isEqualTo(new LintSettings(List.of(LintName.UNUSED_POOL, LintName.NO_TIMEOUT)));
  }

  @Test
  void whatIsRememberedForPlansReadsAsWritten() {
    assertThat(settings.plan()).isEqualTo(new PlanSettings(500, List.of("x-env")));
  }

  @Test
  void theTimelineAndTracingReadAsWritten() {
    assertThat(settings.timeline()).isEqualTo(new TimelineSettings(500, Duration.ofMillis(250)));
    assertThat(settings.tracing())
        .isEqualTo(
            new TracingSettings(
                "https://otlp.example.com",
                Percentage.parse("0.5%"),
                false,
                TraceSource.ALL,
                "edge",
                Map.of("authorization", new Secret("Bearer hunter2")),
                Map.of("deployment.environment.name", "production")));
  }

  /** In a file of its own, since there is either a file or a server for the log. */
  @Test
  void aSyslogServerReadsAsWritten() {
    String text =
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        routes: [{respond: {}}]
        access-log:
          syslog:
            to: tcp://logs.example.com:601
            header: rfc3164
            framing: lines
            facility: daemon
            severity: notice
            app-name: edge
            hostname: edge-1.example.com
        """;
    assertThat(Loads.valid(text).accessLog())
        .isEqualTo(
            new AccessLogSettings(
                new LogTarget(null),
                AccessLogSettings.Format.JSON,
                null,
                new SyslogSettings(
                    new SyslogTarget.Tcp(new HostPort("logs.example.com", 601)),
                    SyslogSettings.Header.RFC3164,
                    SyslogSettings.Framing.LINES,
                    SyslogSettings.Facility.DAEMON,
                    SyslogSettings.Severity.NOTICE,
                    "edge",
                    "edge-1.example.com")));
  }

  @Test
  void testsReadAsWritten() {
    assertThat(settings.tests())
        .containsExactly(
            new TestSettings(
                new TestRequest(
                    "https://shop.example.com/checkout/1",
                    "POST",
                    Map.of("X-Env", "blue"),
                    "10.0.0.1",
                    "secure"),
                new TestExpectation(
                    "checkout", "app", 404, "https://a/", "/v2/1", "app", "192.0.2.1")));
  }

  @Test
  void theCacheReadsAsWritten() {
    assertThat(settings.cache())
        .isEqualTo(
            new CacheSettings(
                ByteSize.ofMiB(64),
                ByteSize.ofMiB(2),
                new DiskSettings(Path.of("/var/cache/gatehouse"), ByteSize.ofGiB(10))));
    assertThat(settings.routes().get(3).cache()).isEqualTo(new RouteCacheSettings());
    RouteCacheSettings cohort = Objects.requireNonNull(settings.routes().get(4).cache());
    assertThat(cohort.key().query()).isEqualTo(new QueryPolicy.Ignore(List.of("utm_*", "fbclid")));
  }

  @Test
  void limitsReadAsWritten() {
    assertThat(settings.limits())
        .isEqualTo(
            new LimitSettings(
                100,
                10,
                ByteSize.ofKiB(8),
                new HeaderLimits(ByteSize.ofKiB(16), 64, 32),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                new ByteSize(0),
                Duration.ofSeconds(50),
                Duration.ofMinutes(1),
                ByteSize.ofGiB(1),
                ByteSize.ofGiB(4),
                500,
                Duration.ofMinutes(10),
                new Http2Limits(
                    50,
                    ByteSize.ofKiB(128),
                    ByteSize.ofMiB(2),
                    20,
                    new FrameLimits(8, 10, 11, 12, 13, 14, 15))));
  }

  @Test
  void listenersReadAsWritten() {
    TlsSettings tls =
        new TlsSettings(
            List.of(
                new CertificateSettings.Files(
                    Path.of("/etc/gatehouse/certs/site.crt"),
                    Path.of("/keys/site.key"),
                    new Secret("hunter2")),
                new CertificateSettings.SelfSigned(
                    List.of("localhost", "*.example.com", "127.0.0.1"))),
            List.of(TlsProtocol.TLS_1_3),
            List.of(AlpnProtocol.HTTP_1_1),
            new ClientAuthSettings(
                Path.of("/etc/gatehouse/certs/clients-ca.crt"), ClientAuthSettings.Mode.REQUEST));

    assertThat(settings.listeners())
        .containsExactly(
            Map.entry("web", new ListenerSettings("web", new HostPort("::", 8081))),
            Map.entry(
                "secure", new ListenerSettings("secure", HostPort.parse("0.0.0.0:8443"), tls)));
  }

  @Test
  void poolsReadAsWritten() {
    PoolSettings app =
        new PoolSettings(
            "app",
            List.of(
                new BackendSettings(BackendUrl.parse("http://127.0.0.1:9001")),
                new BackendSettings(BackendUrl.parse("https://app.example.com:443"), 2, 64, true)),
            BackendProtocol.H2,
            new BackendTlsSettings(
                Path.of("/etc/gatehouse/certs/backend-ca.crt"), "app.internal", true),
            BalancerChoice.RING_HASH,
            new HashOn.Cookie("session"),
            new AffinitySettings(
                "gatehouse-app", Duration.ofHours(2), new Secret("an old pond, a frog")),
            new ConnectionSettings(
                128,
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                2,
                0,
                Duration.ofMinutes(30)),
            new ConcurrencySettings(
                0, 40, 100, Duration.ofMillis(500), new AdaptiveSettings(10, 400)),
            new HealthSettings(
                new ActiveHealthSettings(
                    ProbeKind.HTTP,
                    "/healthz",
                    "app.internal",
                    StatusRanges.parse("200-299,404"),
                    "ok",
                    "",
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(1),
                    1,
                    4),
                new PassiveHealthSettings(
                    7,
                    Percentage.parse("12.5%"),
                    50,
                    Duration.ofSeconds(10),
                    Percentage.of(30),
                    Percentage.of(40)),
                Duration.ofSeconds(30)),
            new DiscoverySettings(
                new DnsSettings(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), "_https._tcp.app.internal"),
                Path.of("/etc/gatehouse/backends.yaml")));

    assertThat(settings.pools()).containsOnlyKeys("app", "app-next").containsEntry("app", app);
  }

  @Test
  void aRouteToAPoolReadsAsWritten() {
    MatchSettings match =
        new MatchSettings(
            List.of("shop.example.com", "*.shop.example.com"),
            null,
            "/checkout",
            null,
            List.of("GET", "POST"),
            Map.of(
                "x-env", new ValueMatch.Exact("blue"),
                "user-agent", new ValueMatch.Regex("Mobile"),
                "x-debug", new ValueMatch.Present(false)),
            Map.of("lang", new ValueMatch.Exact("de"), "page", new ValueMatch.Exact("1")),
            Map.of("beta", new ValueMatch.Exact("1")),
            List.of(Cidr.parse("10.0.0.0/8")));

    assertThat(settings.routes().getFirst())
        .isEqualTo(
            new RouteSettings(
                new RouteTarget.ToPool("app"),
                "checkout",
                List.of("secure"),
                match,
                EncodedSlash.REJECT,
                new RewriteSettings("/checkout", "/v2", new HostRewrite.Backend()),
                new HeaderRulesSettings(
                    new HeaderEditSettings(
                        Map.of("x-tenant", "acme"), Map.of("x-more", "1"), List.of("x-internal")),
                    new HeaderEditSettings(
                        Map.of("x-frame-options", "deny"), Map.of(), List.of("server"))),
                new RequestBodySettings(
                    RequestBodyMode.STREAM, ByteSize.ofKiB(32), ByteSize.ofGiB(1)),
                new RouteCacheSettings(
                    new KeySettings(
                        new QueryPolicy.Only(List.of("page", "f_*")),
                        List.of("accept-language"),
                        List.of("currency")),
                    new BypassSettings(List.of("x-preview"), List.of("session")),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    Map.of("404", Duration.ofSeconds(5), "503", Duration.ofSeconds(1)),
                    Duration.ofSeconds(30),
                    Duration.ofHours(1),
                    RouteCacheSettings.SetCookieRule.STRIP,
                    RouteCacheSettings.ClientDirectives.IGNORE,
                    true,
                    new CoalesceSettings(Duration.ofSeconds(3), 100),
                    Duration.ofMinutes(1),
                    Percentage.of(10),
                    List.of("x-tags"),
                    ByteSize.ofMiB(16)),
                new TimeoutSettings(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(30),
                    Duration.ofMillis(250),
                    Duration.ofMinutes(20)),
                new RetrySettings(
                    2,
                    List.of(
                        RetryCondition.parse("connect"),
                        RetryCondition.parse("first-byte-timeout"),
                        RetryCondition.parse("503")),
                    Percentage.of(10),
                    5,
                    Duration.ofSeconds(2),
                    ByteSize.ofKiB(16),
                    new HedgeSettings(Percentage.of(99), Duration.ofMillis(20))),
                List.of("websocket", "chat/2"),
                new MirrorSettings(
                    "app",
                    Percentage.parse("0.5%"),
                    List.of("GET"),
                    8,
                    ByteSize.ofMiB(1),
                    Duration.ofSeconds(2)),
                new TimingAudience.Holder("x-timing", new Secret("open sesame"))));
  }

  @Test
  void routesThatAnswerThemselvesReadAsWritten() {
    assertThat(settings.routes().stream().map(RouteSettings::name))
        .containsExactly("checkout", "route-2", "route-3", "canary", "cohort");
    assertThat(settings.routes().get(1).match().path()).isEqualTo("/old");
    assertThat(settings.routes().get(1).target())
        .isEqualTo(new RouteTarget.Redirect(new RedirectSettings("https://{host}{uri}", 301)));
    assertThat(settings.routes().get(2).match().pathRegex()).isEqualTo("/ok/[0-9]+");
    assertThat(settings.routes().get(2).target())
        .isEqualTo(
            new RouteTarget.Respond(
                new RespondSettings(201, Map.of("content-type", "text/plain"), "yes\n")));
  }

  @Test
  void splitsReadAsWritten() {
    assertThat(settings.routes().get(3).target())
        .isEqualTo(
            new RouteTarget.ToSplit(
                new SplitSettings(
                    Map.of("app", new Weight(0), "app-next", new Weight(10)),
                    new Sticky.Cookie("gatehouse-canary", Duration.ofHours(1)),
                    new OverrideBy.Header("x-canary"),
                    new RollbackSettings(
                        "app",
                        "app-next",
                        50,
                        List.of(RollbackSettings.Sign.LATENCY),
                        Percentage.parse("2.5%"),
                        new LatencyTolerance(
                            Percentage.of(95),
                            Percentage.of(20),
                            Duration.ofMillis(5),
                            Duration.ofMinutes(1))))));
    assertThat(settings.routes().get(4).target())
        .isEqualTo(
            new RouteTarget.ToSplit(
                new SplitSettings(
                    Map.of("app", new Weight(1)),
                    new Sticky.ClientIp(),
                    new OverrideBy.Cookie("canary"),
                    null)));
  }
}
