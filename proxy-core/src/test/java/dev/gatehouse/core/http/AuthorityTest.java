package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, example.com, -1",
    "Example.COM:8080, example.com:8080, example.com, 8080",
    "example.com.:443, example.com:443, example.com, 443",
    "example.com., example.com, example.com, -1",
    "example.com:, example.com, example.com, -1",
    "example.com:0080, example.com:80, example.com, 80",
    "localhost:0, localhost:0, localhost, 0",
    "localhost:65535, localhost:65535, localhost, 65535",
    "my_service-1, my_service-1, my_service-1, -1",
    "xn--bcher-kva.example, xn--bcher-kva.example, xn--bcher-kva.example, -1",
    "192.0.2.1:80, 192.0.2.1:80, 192.0.2.1, 80",
    "[::1], [::1], [::1], -1",
    "[2001:DB8:0:0::1]:8443, [2001:db8::1]:8443, [2001:db8::1], 8443",
    "[::1]:, [::1], [::1], -1",
  })
  void readsHostAndPort(String text, String sentOn, String host, int port) {
    assertThat(Authority.parse(text)).isEqualTo(new Authority(sentOn, host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ":80",
        ".example.com",
        "a..b",
        "example.com..",
        " example.com",
        "example.com ",
        "exa mple.com",
        "example.com\t",
        "a\u0000b",
        "a\u007fb",
        "user@example.com",
        "user:secret@example.com",
        "example.com:80:80",
        "example.com:65536",
        "example.com:+80",
        "example.com:-1",
        "example.com:8o",
        "example.com: 80",
        "example.com:99999999999999999999",
        "example.com:\u0661",
        "example.com/",
        "example.com?",
        "example.com#",
        "example.com\\",
        "a%2Fb",
        "a,b",
        "a;b",
        "a'b",
        "a\"b",
        "a*b",
        "*.example.com",
        "b\u00fccher.example",
        "[::1",
        "::1",
        "[]",
        "[::1]x",
        "[::1]80",
        "[::1%25eth0]",
        "[fe80::1%eth0]",
        "[v1.x]",
        "[1.2.3.4]",
        "[[::1]]",
        "[::g]",
        "a]",
        "example.com:80]"
      })
  void refusesWhatNamesNoHost(String text) {
    assertThat(Authority.parse(text)).isNull();
  }

  @Test
  void refusesANameLongerThanTheDnsAllows() {
    assertThat(Authority.parse("a".repeat(253))).isNotNull();
    assertThat(Authority.parse("a".repeat(254))).isNull();
  }

  @Test
  void sendsOnWhatItWouldReadAgain() {
    for (String text : new String[] {"A.B.:080", "[0:0::1]:080", "[::ffff:192.0.2.1]", "h:"}) {
      Authority authority = Objects.requireNonNull(Authority.parse(text));
      assertThat(Authority.parse(authority.text())).isEqualTo(authority);
    }
  }

  @Test
  void keepsTheTextOfANormalName() {
    String text = "www.example.com";
    Authority authority = Objects.requireNonNull(Authority.parse(text));
    assertThat(authority.text()).isSameAs(text);
    assertThat(authority.host()).isSameAs(text);
  }
}
