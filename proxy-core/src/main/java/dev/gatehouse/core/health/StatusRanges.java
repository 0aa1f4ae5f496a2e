package dev.gatehouse.core.health;

import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.TextForm;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statuses of HTTP, written {@code 200}, {@code 200-299} or {@code 200-299,404}.
 *
 * @param ranges at least one
 */
@TextForm(
    expected = "statuses such as 200 or 200-299,404",
    pattern = "^[1-5][0-9]{2}(-[1-5][0-9]{2})?(,[1-5][0-9]{2}(-[1-5][0-9]{2})?)*$")
public record StatusRanges(List<Range> ranges) {
  private static final Pattern RANGE = Pattern.compile("([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");
  private static final String EXPECTED = "statuses such as 200 or 200-299,404";

  /** Statuses from {@code first} to {@code last}, both included. */
  public record Range(int first, int last) {
    public Range {
      Expect.that(first <= last, "status", first + "-" + last, "the smaller number first");
    }

    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  public StatusRanges {
    ranges = List.copyOf(ranges);
    Expect.that(!ranges.isEmpty(), "status", "", EXPECTED);
  }

  /** Reads the text form. */
  public static StatusRanges parse(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = RANGE.matcher(part);
      Expect.that(matcher.matches(), "status", text, EXPECTED);
      int first = Integer.parseInt(matcher.group(1));
      String last = matcher.group(2);
      ranges.add(new Range(first, last == null ? first : Integer.parseInt(last)));
    }
    return new StatusRanges(ranges);
  }

  /** True if {@code status} is one of them. */
  public boolean contains(int status) {
    for (Range range : ranges) {
      if (status >= range.first() && status <= range.last()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return String.join(",", ranges.stream().map(Range::toString).toList());
  }
}
