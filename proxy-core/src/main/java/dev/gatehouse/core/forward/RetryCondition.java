package dev.gatehouse.core.forward;

import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.TextForm;
import java.util.regex.Pattern;

/**
 * Something after which a request is tried again: {@code connect}, {@code reset}, {@code
 * first-byte-timeout}, {@code invalid-answer}, or the status of an answer.
 *
 * @param cause what it is
 * @param status the status, 500 to 599, if the cause is {@link RetryCause#STATUS}; else 0
 */
@TextForm(
    expected = RetryCondition.EXPECTED,
    pattern = "^(connect|reset|first-byte-timeout|invalid-answer|5[0-9]{2})$")
public record RetryCondition(RetryCause cause, int status) {
  static final String EXPECTED =
      "connect, reset, first-byte-timeout, invalid-answer or a status from 500 to 599";

  private static final Pattern STATUS = Pattern.compile("5[0-9]{2}");

  /** Reads the text form. */
  public static RetryCondition parse(String text) {
    if (STATUS.matcher(text).matches()) {
      return new RetryCondition(RetryCause.STATUS, Integer.parseInt(text));
    }
    RetryCause cause =
        switch (text) {
          case "connect" -> RetryCause.CONNECT;
          case "reset" -> RetryCause.RESET;
          case "first-byte-timeout" -> RetryCause.FIRST_BYTE_TIMEOUT;
          case "invalid-answer" -> RetryCause.INVALID_ANSWER;
          default -> RetryCause.OTHER;
        };
    Expect.that(cause != RetryCause.OTHER, "on", text, EXPECTED);
    return new RetryCondition(cause, 0);
  }

  @Override
  public String toString() {
    return cause == RetryCause.STATUS ? Integer.toString(status) : cause.code();
  }
}
