package dev.gatehouse.cache.range;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parts that a Range field asks for (RFC 9110 §14.2), as they stand there.
 *
 * @param specs the parts in the order of the field; never empty
 */
public record RangeRequest(List<Spec> specs) {
  /** More parts than that are not worth their answer: such a field is ignored. */
  static final int MOST = 16;

  private static final String UNIT = "bytes=";

  /**
   * One part.
   *
   * @param first its first position; {@link #NONE} if it is the end of the content
   * @param last its last position, {@link #NONE} if it goes to the end; without a first position
   *     the number of bytes at the end
   */
  public record Spec(long first, long last) {
    static final long NONE = -1;

    /** The bytes it means in a content of {@code length} bytes; null if there are none. */
    @Nullable ByteRange in(long length) {
      if (first == NONE) {
        return last == 0 || length == 0
            ? null
            : new ByteRange(Math.max(0, length - last), length - 1);
      }
      if (first >= length) {
        return null;
      }
      return new ByteRange(first, last == NONE ? length - 1 : Math.min(last, length - 1));
    }
  }

  /**
   * Reads the Range of a request. Null if there is none that counts: another unit than bytes, what
   * cannot be understood, or too many parts at once.
   */
  public static @Nullable RangeRequest of(Headers request) {
    int at = request.indexOf(HeaderNames.RANGE, 0);
    if (at < 0 || request.indexOf(HeaderNames.RANGE, at + 1) >= 0) {
      return null; // it is no list: two of them contradict each other
    }
    String value = request.value(at);
    if (value.length() <= UNIT.length()
        || !value.substring(0, UNIT.length()).toLowerCase(Locale.ROOT).equals(UNIT)) {
      return null;
    }
    return parse(value, UNIT.length());
  }

  private static @Nullable RangeRequest parse(String value, int from) {
    List<Spec> specs = new ArrayList<>(2);
    int begin = from;
    while (begin <= value.length()) {
      int comma = value.indexOf(',', begin);
      int end = comma < 0 ? value.length() : comma;
      String member = value.substring(begin, end).strip();
      begin = end + 1;
      if (member.isEmpty()) {
        continue;
      }
      Spec spec = spec(member);
      if (spec == null || specs.size() == MOST) {
        return null;
      }
      specs.add(spec);
    }
    return specs.isEmpty() ? null : new RangeRequest(List.copyOf(specs));
  }

  private static @Nullable Spec spec(String member) {
    int dash = member.indexOf('-');
    if (dash < 0) {
      return null;
    }
    String behind = member.substring(dash + 1);
    long last = behind.isEmpty() ? Spec.NONE : Digits.parse(behind);
    if (last == Digits.INVALID && !behind.isEmpty()) {
      return null;
    }
    if (dash == 0) {
      return last == Spec.NONE ? null : new Spec(Spec.NONE, last);
    }
    long first = Digits.parse(member.substring(0, dash));
    boolean right = first != Digits.INVALID && (last == Spec.NONE || last >= first);
    return right ? new Spec(first, last) : null;
  }
}
