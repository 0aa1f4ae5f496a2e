package dev.gatehouse.core.filter.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewriteSettingsTest {
  @Test
  void nothingIsChangedByDefault() {
    assertThat(new RewriteSettings())
        .isEqualTo(new RewriteSettings(null, null, new HostRewrite.Preserve()));
  }

  @Test
  void prefixesEndWithoutASlash() {
    assertThat(new RewriteSettings("/a/", "/b/", new HostRewrite.Backend()))
        .isEqualTo(new RewriteSettings("/a", "/b", new HostRewrite.Backend()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a", "/a?b"})
  void otherPrefixesAreRefused(String prefix) {
    assertThatThrownBy(() -> new RewriteSettings(prefix, null, new HostRewrite.Preserve()))
        .hasMessage("strip-prefix: " + prefix + " (expected: a path from /, such as /api)");
  }

  @Test
  void hostsAreAWordOrAName() {
    assertThat(HostRewrite.parse("preserve")).isEqualTo(new HostRewrite.Preserve());
    assertThat(HostRewrite.parse("backend")).isEqualTo(new HostRewrite.Backend());
    assertThat(HostRewrite.parse("a.example:8080"))
        .isEqualTo(new HostRewrite.Name("a.example:8080"));
    assertThat(HostRewrite.parse("[::1]:80")).isEqualTo(new HostRewrite.Name("[::1]:80"));
    assertThatThrownBy(() -> HostRewrite.parse("a b"))
        .hasMessage("host: a b (expected: preserve, backend, or a host name)");
    assertThatThrownBy(() -> HostRewrite.parse("::1")).isInstanceOf(IllegalArgumentException.class);
  }
}
