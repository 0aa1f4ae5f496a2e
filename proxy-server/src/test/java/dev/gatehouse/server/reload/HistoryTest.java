package dev.gatehouse.server.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.server.config.load.Origin;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Delta NONE = new Delta(List.of(), List.of(), List.of(), 0);
  private static final Changes CHANGES =
      new Changes(NONE, new Delta(List.of("a"), List.of(), List.of(), 3), NONE);

  private static Origin origin(String text) {
    return new Origin("gatehouse.yaml", text, List.of());
  }

  private static History of(String... texts) {
    History history = History.first(origin(texts[0]), Instant.EPOCH);
    for (int i = 1; i < texts.length; i++) {
      history = history.with(origin(texts[i]), Instant.ofEpochSecond(i), Occasion.SIGNAL, CHANGES);
    }
    return history;
  }

  private static List<Integer> numbers(History history) {
    return history.editions().stream().map(Edition::number).toList();
  }

  @Test
  void theLastTenAreKeptAndNumbersGoOn() {
    History history = of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");

    assertThat(numbers(history)).containsExactly(3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assertThat(history.current().text()).isEqualTo("12");
    assertThat(history.current().by()).hasToString("SIGHUP");
    assertThat(history.current().changes()).contains("routes: added a; 3 kept");
  }

  @Test
  void readingTheSameTextAgainPushesNothingOutButGoingBackCounts() {
    History history = of("one", "two", "two");
    assertThat(numbers(history)).containsExactly(1, 2);

    History back = history.with(origin("one"), Instant.EPOCH, new Occasion.Rollback(1), CHANGES);
    assertThat(numbers(back)).containsExactly(1, 2, 3);
    assertThat(back.current().by()).hasToString("rollback to 1");
    assertThat(back.find(null).text()).isEqualTo("two");
  }

  @Test
  void oneThatIsNotKeptIsNamedWithThoseThatAre() {
    assertThat(of("one", "two", "three").find(1).text()).isEqualTo("one");
    assertThat(of("one", "two", "three").find(null).text()).isEqualTo("two");
    assertThatThrownBy(() -> of("one", "two", "three").find(3))
        .hasMessage("to: 3 (expected: 1 to 2)");
    assertThatThrownBy(() -> of("one").find(null))
        .hasMessage("to: 0 (expected: nothing yet: there is no other configuration)");
  }

  @Test
  void aDifferenceHasTheLinesAroundItAndNoSecret() {
    History history = of("a: 1\ntoken: x\nb: 2\n", "a: 1\ntoken: y\nb: 3\n");

    assertThat(history.diff(history.current()))
        .isEqualTo(
            """
            --- 1
            +++ 2
            @@ -1,3 +1,3 @@
             a: 1
             token: (redacted)
            -b: 2
            +b: 3
            """);
    assertThat(history.diff(history.find(1))).isNull();
  }

  @Test
  void textsThatHaveLittleInCommonAreNotComparedToTheEnd() {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      before.append("- a").append(i).append('\n');
      after.append("- b").append(i).append('\n');
    }

    assertThat(TextDiff.of("1", "" + before, "2", "" + after))
        .isEqualTo("more than 1000 lines differ\n");
  }
}
