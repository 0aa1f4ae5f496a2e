package dev.gatehouse.server.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A good configuration with characters, lines and words put wrong, by seeds that stay the same. */
class MutatedConfigurationTest {
  private static final String[] SNIPPETS = {
    ":",
    "\n",
    " ",
    "  ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "&a ",
    "*a",
    "!!int ",
    "<<: ",
    "${",
    "${PORT}",
    "|",
    ">",
    "#",
    "\t",
    "?",
    ",",
    "~",
    "null",
    "0",
    "-1",
    "99999999999999999999",
    "1e9",
    "\u0000",
    "\u2028",
    "\ud83d",
    "\ufeff",
    "%",
    "@",
    "---",
    "...",
    "[::]:1",
    "10.0.0.0/8",
    "(?"
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void loadingGivesSettingsOrProblemsButNeverThrows(long seed) {
    Random random = new Random(seed);
    String good = Loads.resource("full.yaml");
    for (int round = 0; round < 500; round++) {
      String text = mutated(good, random);
      switch (Loads.load(text)) {
        case Loaded.Valid valid -> assertThat(valid.settings().listeners()).isNotEmpty();
        case Loaded.Invalid invalid ->
            assertThat(invalid.problems())
                .isNotEmpty()
                .allMatch(p -> p.toString().lines().count() == 1, "is one line")
                .noneMatch(p -> p.toString().contains("hunter2"), "shows a secret");
      }
    }
  }

  private static String mutated(String good, Random random) {
    StringBuilder text = new StringBuilder(good);
    for (int change = random.nextInt(4); change >= 0; change--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, text.substring(from, to));
        case 2 -> text.insert(from, SNIPPETS[random.nextInt(SNIPPETS.length)]);
        case 3 -> text.setCharAt(from, (char) random.nextInt(128));
        default -> deleteLine(text, from);
      }
    }
    return text.toString();
  }

  private static void deleteLine(StringBuilder text, int at) {
    int start = text.lastIndexOf("\n", at) + 1;
    int end = text.indexOf("\n", start);
    text.delete(start, end < 0 ? text.length() : end + 1);
  }
}
