package dev.gatehouse.core.filter.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.FilterTester.Decision;
import dev.gatehouse.core.testing.TestExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncodedSlashFilterTest {
  private final EncodedSlashFilter filter = new EncodedSlashFilter();

  @ParameterizedTest
  @ValueSource(strings = {"/a%2Fb", "/%2F", "/a/b%5Cc"})
  void refusesEncodedSlashes(String path) {
    var outcome = FilterTester.run(filter, TestExchange.get(path).exchange());
    assertThat(outcome.failure().reason()).isEqualTo(FailureReason.BAD_PATH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a/b", "/a%252Fb", "/a%20b", "/a//b", "*"})
  void takesAllOthers(String path) {
    var outcome = FilterTester.run(filter, TestExchange.get(path).exchange());
    assertThat(outcome.decision()).isEqualTo(Decision.NEXT);
  }

  @Test
  void isThereWhereItIsAskedFor() {
    assertThat(EncodedSlashFilter.isNeeded(EncodedSlash.REJECT)).isTrue();
    assertThat(EncodedSlashFilter.isNeeded(EncodedSlash.KEEP)).isFalse();
  }
}
