package dev.gatehouse.core.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A part of a whole, written {@code 5%} or {@code 0.5%}.
 *
 * @param hundredths of a percent, 0 to 10,000
 */
@TextForm(expected = "a percentage such as 5% or 0.5%", pattern = "^[0-9]{1,3}(\\.[0-9]{1,2})?%$")
public record Percentage(int hundredths) {
  private static final int WHOLE = 10_000;
  private static final Pattern TEXT = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,2})?%");

  public Percentage {
    Expect.within("percentage", hundredths, 0, WHOLE);
  }

  /** A whole number of percents. */
  public static Percentage of(int percents) {
    return new Percentage(Math.multiplyExact(percents, 100));
  }

  /** Reads the text form. */
  public static Percentage parse(String text) {
    String expected = "a percentage such as 5% or 0.5%, at most 100%";
    Expect.that(TEXT.matcher(text).matches(), "percentage", text, expected);
    String number = text.substring(0, text.length() - 1);
    int point = number.indexOf('.');
    String decimals = point < 0 ? "00" : (number.substring(point + 1) + "0").substring(0, 2);
    String whole = point < 0 ? number : number.substring(0, point);
    int hundredths = Integer.parseInt(whole) * 100 + Integer.parseInt(decimals);
    Expect.that(hundredths <= WHOLE, "percentage", text, expected);
    return new Percentage(hundredths);
  }

  /** This part of {@code whole}, exactly. */
  public double part(double whole) {
    return whole * hundredths / WHOLE;
  }

  @Override
  public String toString() {
    return hundredths % 100 == 0
        ? hundredths / 100 + "%"
        : String.format(Locale.ROOT, "%.2f", hundredths / 100.0).replaceAll("0$", "") + "%";
  }
}
