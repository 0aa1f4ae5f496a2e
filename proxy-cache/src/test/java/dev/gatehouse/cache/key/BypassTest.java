package dev.gatehouse.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BypassTest {
  private final Bypass bypass =
      new Bypass(new BypassSettings(List.of("X-Preview"), List.of("session", "wp_logged_in_*")));

  @ParameterizedTest
  @CsvSource({
    "x-preview: 1, true",
    "x-preview:, true",
    "x-previews: 1, false",
    "cookie: session=1, true",
    "cookie: session, true",
    "cookie: a=1; session=2, true",
    "cookie: a=1;session =2, true",
    "cookie: sessions=1, false",
    "cookie: a=session=1, false",
    "cookie: Session=1, false",
    "cookie: wp_logged_in_5f=1, true",
    "cookie: wp_logged_in=1, false",
    "accept: session=1, false",
  })
  void someRequestsAreKeptFromTheCache(String line, boolean applies) {
    assertThat(bypass.applies(Requests.get("/", line))).isEqualTo(applies);
  }

  @Test
  void everyCookieLineCounts() {
    assertThat(bypass.applies(Requests.get("/", "cookie: a=1", "cookie: session=1"))).isTrue();
  }

  @Test
  void withoutARuleNoneIs() {
    assertThat(new Bypass(new BypassSettings()).applies(Requests.get("/", "cookie: a=1")))
        .isFalse();
  }
}
