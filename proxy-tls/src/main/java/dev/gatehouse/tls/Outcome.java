package dev.gatehouse.tls;

/** Something that was read, or what kept it from being read. */
sealed interface Outcome<T> {
  /** It was read. */
  record Good<T>(T value) implements Outcome<T> {}

  /**
   * It was not.
   *
   * @param message what is wrong and what was expected, without the file
   */
  record Bad<T>(String message) implements Outcome<T> {}

  static <T> Outcome<T> good(T value) {
    return new Good<>(value);
  }

  static <T> Outcome<T> bad(String message) {
    return new Bad<>(message);
  }
}
