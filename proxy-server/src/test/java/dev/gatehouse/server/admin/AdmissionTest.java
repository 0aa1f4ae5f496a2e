package dev.gatehouse.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.settings.HostPort;
import dev.gatehouse.core.settings.Secret;
import dev.gatehouse.server.config.AdminSettings;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdmissionTest {
  private static final HostPort LOOPBACK = new HostPort("127.0.0.1", 9901);
  private static final HostPort ANYWHERE = new HostPort("0.0.0.0", 9901);
  private static final String TOKEN = "s3cret";
  private static final Secret SECRET = new Secret(TOKEN);
  private static final Caller CURL =
      new Caller(
          InetAddress.getLoopbackAddress(),
          null,
          null,
          "127.0.0.1:9901",
          null,
          null,
          null,
          "application/json");

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Sessions sessions = new Sessions(now::get);
  private final Guesses guesses = new Guesses(now::get);

  private Admission admission(HostPort address, @Nullable String token) {
    Secret secret = token == null ? null : new Secret(token);
    AdminSettings settings = new AdminSettings(address, secret, null, List.of());
    return new Admission(() -> settings, sessions, guesses);
  }

  private static Caller host(@Nullable String host) {
    return with(null, null, host, null, null, null, CURL.contentType());
  }

  private static Caller bearing(String bearer) {
    return with(null, bearer, CURL.host(), null, null, null, CURL.contentType());
  }

  private static Caller page(@Nullable String origin, @Nullable String site, String mode) {
    return with(null, null, CURL.host(), origin, site, mode, CURL.contentType());
  }

  private static Caller with(
      @Nullable String certificate,
      @Nullable String bearer,
      @Nullable String host,
      @Nullable String origin,
      @Nullable String site,
      @Nullable String mode,
      @Nullable String contentType) {
    return new Caller(CURL.address(), certificate, bearer, host, origin, site, mode, contentType);
  }

  private static String told(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted(String by) -> by;
      case Verdict.Refused(int status, String reason) -> status + " " + reason;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:9901", "localhost:9901", "[::1]:9901", "LOCALHOST"})
  void anyoneOnTheMachineMayWhereThereIsNoToken(String name) {
    Admission admission = admission(LOOPBACK, null);
    assertThat(told(admission.mayRead(host(name)))).isEqualTo("loopback");
    assertThat(told(admission.mayChange(host(name)))).isEqualTo("loopback");
  }

  @Test
  void aNameThatWasPointedHereMayNotEvenRead() {
    Admission admission = admission(LOOPBACK, null);
    for (String name : new String[] {"evil.example:9901", null, "[", "127.0.0.1.evil.example"}) {
      assertThat(told(admission.mayRead(host(name)))).as(name).startsWith("403 host");
      assertThat(told(admission.mayChange(host(name)))).as(name).startsWith("403 host");
    }
  }

  @Test
  void elsewhereNobodyMayWithoutAToken() {
    Admission admission = admission(ANYWHERE, null);
    assertThat(told(admission.mayRead(CURL))).startsWith("403 admin.token: absent");
    assertThat(told(admission.mayChange(CURL))).startsWith("403 admin.token: absent");
    assertThat(told(admission.mayRead(bearing("any")))).startsWith("403 admin.token: absent");
  }

  @Test
  void elsewhereTheTokenIsAskedForAlsoToRead() {
    Admission admission = admission(ANYWHERE, TOKEN);
    assertThat(told(admission.mayRead(CURL)))
        .isEqualTo("401 authorization: the admin token is missing");
    assertThat(told(admission.mayRead(bearing(TOKEN)))).isEqualTo("token");
    assertThat(told(admission.mayChange(bearing(TOKEN)))).isEqualTo("token");
    assertThat(told(admission.mayChange(bearing("s3cre"))))
        .isEqualTo("401 authorization: the admin token is wrong");
  }

  @Test
  void onLoopbackATokenIsAskedForChangesOnly() {
    Admission admission = admission(LOOPBACK, TOKEN);
    assertThat(told(admission.mayRead(CURL))).isEqualTo("loopback");
    assertThat(told(admission.mayChange(CURL))).startsWith("401");
    assertThat(told(admission.mayChange(bearing(TOKEN)))).isEqualTo("token");
    assertThat(told(admission.mayRead(bearing("wrong")))).startsWith("401");
  }

  @Test
  void aCertificateIsAsGoodAsTheToken() {
    Caller operator =
        with("CN=anna", null, "gateway.example", null, null, null, "application/json");
    assertThat(told(admission(ANYWHERE, null).mayRead(operator))).isEqualTo("certificate CN=anna");
    assertThat(told(admission(ANYWHERE, TOKEN).mayChange(operator)))
        .isEqualTo("certificate CN=anna");
  }

  @Test
  void aPageOfAnotherSiteMayNeitherChangeNorReadWithWhatTheBrowserAdds() {
    Caller certified =
        with("CN=anna", null, "gw:1", "https://evil.example", null, null, "application/json");
    assertThat(told(admission(ANYWHERE, null).mayChange(certified))).startsWith("403 origin");
    Admission local = admission(LOOPBACK, null);
    for (String site : List.of("cross-site", "same-site")) {
      Caller page = page("http://localhost:3000", site, "cors");
      assertThat(told(local.mayRead(page))).startsWith("403 sec-fetch-site");
      assertThat(told(local.mayChange(page))).startsWith("403 origin");
    }
    Caller neighbour = page("http://127.0.0.1:3000", null, "cors");
    assertThat(told(local.mayChange(neighbour))).as("another port").startsWith("403 origin");
  }

  @Test
  void ourOwnPageAndALinkToItMay() {
    Admission admission = admission(LOOPBACK, null);
    Caller own = page("http://127.0.0.1:9901", "same-origin", "cors");
    assertThat(told(admission.mayChange(own))).isEqualTo("loopback");
    assertThat(told(admission.mayRead(page(null, "cross-site", "navigate")))).isEqualTo("loopback");
  }

  @Test
  void aFormOfAWebPageMayNot() {
    Caller form = with(null, null, CURL.host(), null, null, null, "text/plain");
    assertThat(told(admission(LOOPBACK, null).mayChange(form))).startsWith("403 content-type");
    Caller nothing = with(null, TOKEN, CURL.host(), null, null, null, null);
    assertThat(told(admission(ANYWHERE, TOKEN).mayChange(nothing))).startsWith("403 content-type");
  }

  @Test
  void aSessionStandsForTheTokenUntilItEnds() {
    Admission admission = admission(ANYWHERE, TOKEN);
    assertThat(told(admission.mayLogIn(CURL, TOKEN))).isEqualTo("token");
    String key = sessions.open(SECRET);
    assertThat(told(admission.mayChange(bearing(key)))).isEqualTo("session");
    sessions.close(key);
    assertThat(told(admission.mayChange(bearing(key))))
        .isEqualTo("401 authorization: the session is over");
    assertThat(guesses.count()).as("a session that is over is no guess").isZero();
  }

  @Test
  void aSessionEndsWhenItIsNotUsedAndInAnyCaseAfterADay() {
    String idle = sessions.open(SECRET);
    String busy = sessions.open(SECRET);
    for (int minutes = 0; minutes < 12 * 60; minutes += 50) {
      now.set(Instant.EPOCH.plusSeconds(60L * minutes));
      assertThat(sessions.knows(busy, SECRET)).as(minutes + " min").isTrue();
    }
    assertThat(sessions.knows(idle, SECRET)).isFalse();
    now.set(Instant.EPOCH.plus(Sessions.LONGEST).plusSeconds(1));
    assertThat(sessions.knows(busy, SECRET)).isFalse();
  }

  @Test
  void aSessionEndsWithTheTokenThatItStandsFor() {
    String key = sessions.open(SECRET);
    assertThat(told(admission(ANYWHERE, "another").mayRead(bearing(key)))).startsWith("401");
    assertThat(told(admission(ANYWHERE, TOKEN).mayRead(bearing(key))))
        .as("whoever showed it with another token in force has ended it")
        .startsWith("401");
  }

  @Test
  void sessionsAreBounded() {
    String first = sessions.open(SECRET);
    for (int i = 0; i < Sessions.MOST; i++) {
      sessions.open(SECRET);
    }
    assertThat(sessions.knows(first, SECRET)).isFalse();
  }

  @Test
  void whoIsWrongTooOftenIsNotLookedAtForAWhile() {
    Admission admission = admission(ANYWHERE, TOKEN);
    for (int i = 0; i < Guesses.AT_ONCE; i++) {
      assertThat(told(admission.mayLogIn(CURL, "guess" + i))).startsWith("401");
    }
    assertThat(told(admission.mayRead(bearing(TOKEN)))).startsWith("429");
    assertThat(guesses.count()).isEqualTo(Guesses.AT_ONCE);
    now.set(Instant.EPOCH.plus(Guesses.PAUSE));
    assertThat(told(admission.mayRead(bearing("again")))).startsWith("401");
    assertThat(told(admission.mayRead(bearing(TOKEN)))).startsWith("429");
    now.set(Instant.EPOCH.plus(Guesses.PAUSE.multipliedBy(2)));
    assertThat(told(admission.mayRead(bearing(TOKEN)))).isEqualTo("token");
  }

  @Test
  void anotherAddressPaysForNobodyButItsOwnNetwork() throws Exception {
    InetAddress one = InetAddress.getByName("2001:db8:0:1::1");
    for (int i = 0; i < Guesses.AT_ONCE; i++) {
      assertThat(guesses.judge(one, false)).isEqualTo(Guesses.Result.WRONG);
    }
    assertThat(guesses.judge(InetAddress.getByName("2001:db8:0:1::2"), true))
        .isEqualTo(Guesses.Result.NOT_LOOKED_AT);
    assertThat(guesses.judge(InetAddress.getByName("2001:db8:0:2::1"), true))
        .isEqualTo(Guesses.Result.RIGHT);
  }

  @Test
  void tellsAPageWhatItMay() {
    assertThat(admission(LOOPBACK, null).standing(CURL))
        .isEqualTo(new Admission.Standing(true, true, "loopback", false, null));
    assertThat(admission(LOOPBACK, TOKEN).standing(CURL))
        .isEqualTo(new Admission.Standing(true, false, "loopback", true, null));
    assertThat(admission(ANYWHERE, TOKEN).standing(CURL))
        .isEqualTo(
            new Admission.Standing(
                false, false, null, true, "authorization: the admin token is missing"));
  }
}
