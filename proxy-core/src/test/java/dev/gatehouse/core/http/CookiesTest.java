package dev.gatehouse.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {
  private static Headers cookies(String... lines) {
    Headers headers = new Headers().add(HeaderNames.HOST, "a");
    for (String line : lines) {
      headers.add(HeaderNames.COOKIE, line);
    }
    return headers.add(HeaderNames.ACCEPT, "*/*");
  }

  private static List<String> lines(Headers headers) {
    List<String> lines = new ArrayList<>();
    for (int at = headers.indexOf(HeaderNames.COOKIE, 0);
        at >= 0;
        at = headers.indexOf(HeaderNames.COOKIE, at + 1)) {
      lines.add(headers.value(at));
    }
    return lines;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "x=1 | 1",
        "a=2; x=1; b=3 | 1",
        "a=2;x=1 | 1",
        "ax=2; x=1 | 1",
        "x=1; x=2 | 1",
        "x=a=b | a=b",
        "x=\"1\" | \"1\"",
        "a=\"2; x=1\" | 1\"",
        "x= | !!",
        "X=1 | ",
        "xy=1 | ",
        "x | "
      })
  void findsACookieByItsWholeName(String line, String value) {
    assertThat(Cookies.value(cookies(line), "x")).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "a=2; x=1; b=3 | a=2; b=3",
        "x=1; a=2 | a=2",
        "a=2;x=1;b=\"3\" | a=2; b=\"3\"",
        "x=1; a=2; x=3 | a=2",
        "ax=2; x=1; xa=4 | ax=2; xa=4",
        "x=; a=b=c; d | a=b=c; d",
      })
  void takesACookieOutAndLeavesTheOthers(String line, String left) {
    Headers headers = cookies(line);
    Cookies.remove(headers, "x");
    assertThat(lines(headers)).containsExactly(left);
  }

  @Test
  void leavesLinesWithoutItExactlyAsTheyAre() {
    Headers headers = cookies("a=2;;b=3 ;", "X=1");
    Cookies.remove(headers, "x");
    assertThat(lines(headers)).containsExactly("a=2;;b=3 ;", "X=1");
  }

  @Test
  void takesACookieOutOfEveryLineAndEmptyLinesAway() {
    Headers headers = cookies("x=1", "x=2; x=3", "a=1; x=4");
    Cookies.remove(headers, "x");
    assertThat(lines(headers)).containsExactly("a=1");
    assertThat(headers.get(HeaderNames.ACCEPT)).isEqualTo("*/*");
  }
}
