package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NameAliasesTest {
  @Test
  void takesUnderscoresAndDotsForHyphens() {
    assertThat(NameAliases.isAlias("x_user", "x-user")).isTrue();
    assertThat(NameAliases.isAlias("x.user", "x-user")).isTrue();
    assertThat(NameAliases.isAlias("x-user", "x_user")).isTrue();
    assertThat(NameAliases.isAlias("x-user", "x-user")).isFalse();
    assertThat(NameAliases.isAlias("x-users", "x-user")).isFalse();
    assertThat(NameAliases.isAlias("xauser", "x-user")).isFalse();
    assertThat(NameAliases.canonical("x_a.b-c")).isEqualTo("x-a-b-c");
  }

  @Test
  void removesAliasesAndLeavesTheNameItself() {
    Headers headers = new Headers().add("x_user", "1").add("x-user", "2").add("x.user", "3");
    NameAliases.remove(headers, "x-user");
    assertThat(headers.toString()).isEqualTo("x-user: 2\n");
  }

  @Test
  void knowsWhatMayBeTakenForFraming() {
    assertThat(NameAliases.ofFraming(new Headers().add("content_length", "1"))).isTrue();
    assertThat(NameAliases.ofFraming(new Headers().add("transfer.encoding", "x"))).isTrue();
    assertThat(NameAliases.ofFraming(new Headers().add("content-length", "1"))).isFalse();
    assertThat(NameAliases.ofFraming(new Headers().add("content-lengthx", "1"))).isFalse();
  }
}
