package dev.gatehouse.core.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 512B}, {@code 16KiB}, {@code 1MiB}, {@code 2GiB}.
 *
 * @param bytes zero or more
 */
@TextForm(
    expected = "a size such as 64KiB, 10MiB or 1GiB",
    pattern = "^[0-9]{1,18}(B|KiB|MiB|GiB)$")
public record ByteSize(long bytes) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})(B|KiB|MiB|GiB)");

  public ByteSize {
    Expect.that(bytes >= 0, "bytes", bytes, "0 or more");
  }

  public static ByteSize ofKiB(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 10));
  }

  public static ByteSize ofMiB(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 20));
  }

  public static ByteSize ofGiB(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 30));
  }

  /** Reads the text form. */
  public static ByteSize parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    Expect.that(matcher.matches(), "size", text, "a size such as 64KiB, 10MiB or 1GiB");
    long count = Long.parseLong(matcher.group(1));
    int shift =
        switch (matcher.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    Expect.that(count <= Long.MAX_VALUE >> shift, "size", text, "less than 8 EiB");
    return new ByteSize(count << shift);
  }

  /** The size as an int, or the largest int if it is more. */
  public int intBytes() {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /** The text form, in the largest unit that divides it. */
  @Override
  public String toString() {
    String[] units = {"B", "KiB", "MiB", "GiB"};
    int unit = 0;
    long count = bytes;
    while (unit < 3 && count != 0 && count % 1024 == 0) {
      count /= 1024;
      unit++;
    }
    return count + units[unit];
  }
}
