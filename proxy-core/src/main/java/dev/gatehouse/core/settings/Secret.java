package dev.gatehouse.core.settings;

/**
 * A text that no log, problem or dump shows.
 *
 * @param value the text itself
 */
@TextForm(expected = "a text, best given as ${file:PATH} or ${ENV_NAME}")
public record Secret(String value) {
  /** Takes {@code text} as it is. */
  public static Secret parse(String text) {
    return new Secret(text);
  }

  /** Shows nothing of the value. */
  @Override
  public String toString() {
    return "(secret)";
  }
}
