package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.TextForm;
import java.util.regex.Pattern;

/**
 * The weight of a pool in a split: its share is its part of the sum of all weights.
 *
 * @param value 0 to 1,000,000; 0: none but those who ask for it by name
 */
@TextForm(expected = "a whole number from 0 to 1000000")
public record Weight(int value) {
  private static final int MOST = 1_000_000;
  private static final Pattern TEXT = Pattern.compile("[0-9]{1,7}");

  public Weight {
    Expect.within("weight", value, 0, MOST);
  }

  /** Reads the text form. */
  public static Weight parse(String text) {
    String expected = "a whole number from 0 to " + MOST;
    Expect.that(TEXT.matcher(text).matches(), "weight", text, expected);
    int value = Integer.parseInt(text);
    Expect.that(value <= MOST, "weight", text, expected);
    return new Weight(value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
