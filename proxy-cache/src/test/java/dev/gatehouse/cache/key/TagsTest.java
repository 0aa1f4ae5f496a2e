package dev.gatehouse.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.http.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
  private static final List<String> NAMES = List.of("surrogate-key", "cache-tag");

  @Test
  void tagsAreTheWordsOfAllFieldsEachOnce() {
    Headers headers =
        new Headers()
            .add("cache-tag", "news,  a ,b")
            .add("surrogate-key", "product-1  b\tProduct-1")
            .add("x-tags", "c");

    assertThat(Tags.of(headers, NAMES)).containsExactly("product-1", "b", "Product-1", "news", "a");
  }

  @Test
  void withoutFieldsThereAreNone() {
    assertThat(Tags.of(new Headers().add("surrogate-key", " "), NAMES)).isEmpty();
    assertThat(Tags.of(new Headers(), NAMES)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a,b", "a\n", "ä"})
  void whatNoResponseCanCarryIsNoTag(String word) {
    assertThat(Tags.isTag(word)).isFalse();
    assertThat(Tags.isTag("product-1/x:y")).isTrue();
  }
}
