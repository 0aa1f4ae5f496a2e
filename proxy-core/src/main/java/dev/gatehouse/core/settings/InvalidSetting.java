package dev.gatehouse.core.settings;

/**
 * A value that a settings record refuses: {@code name: value (expected: ...)}. Thrown by
 * constructors only; the reader of the configuration turns it into a problem with a position.
 */
public final class InvalidSetting extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String value;
  private final String expected;

  InvalidSetting(String name, String value, String expected) {
    super(name + ": " + value + " (expected: " + expected + ")");
    this.name = name;
    this.value = value;
    this.expected = expected;
  }

  /**
   * Where the value stands, from its record: {@code max-age}, {@code hosts[2]}, {@code
   * headers.x-env}.
   */
  public String name() {
    return name;
  }

  /** What was given, as text. May be a secret: to be shown only when it is known not to be. */
  public String value() {
    return value;
  }

  /** What would be accepted. */
  public String expected() {
    return expected;
  }
}
