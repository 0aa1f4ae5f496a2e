package dev.gatehouse.core.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A span of a distributed trace as the field {@code traceparent} names it (W3C Trace Context, 3.2).
 * Immutable.
 *
 * @param high the upper half of the trace's number; with {@code low} not 0
 * @param low its lower half
 * @param span the span's number, not 0
 * @param sampled whether whoever comes after is asked to record the trace
 */
public record TraceParent(long high, long low, long span, boolean sampled) {
  private static final int LENGTH = 55;
  private static final int TRACE = 3;
  private static final int SPAN = 36;
  private static final int FLAGS = 53;
  private static final int SAMPLED = 1;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Begins a trace. */
  public static TraceParent begin(boolean sampled) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new TraceParent(random.nextLong(), newSpan(), newSpan(), sampled);
  }

  /** A number for a span: random, and not 0. */
  public static long newSpan() {
    long made = ThreadLocalRandom.current().nextLong();
    return made == 0 ? 1 : made;
  }

  /**
   * Reads a field's value; null if it is none. Of a later version it reads what this one has, as
   * later versions are made for (3.2.4).
   */
  public static @Nullable TraceParent parse(String value) {
    int length = value.length();
    if (length < LENGTH) {
      return null;
    }
    long version = hex(value, 0, 2);
    boolean sized = version == 0 ? length == LENGTH : length == LENGTH || isAt(value, LENGTH);
    if (version < 0
        || version == 0xff
        || !sized
        || !isAt(value, TRACE - 1)
        || !isAt(value, SPAN - 1)
        || !isAt(value, FLAGS - 1)
        || !isHex(value, TRACE, SPAN - 1)
        || !isHex(value, SPAN, FLAGS - 1)
        || !isHex(value, FLAGS, LENGTH)) {
      return null;
    }
    long high = hex(value, TRACE, TRACE + 16);
    long low = hex(value, TRACE + 16, SPAN - 1);
    long span = hex(value, SPAN, FLAGS - 1);
    boolean named = (high != 0 || low != 0) && span != 0;
    return named
        ? new TraceParent(high, low, span, (hex(value, FLAGS, LENGTH) & SAMPLED) != 0)
        : null;
  }

  /** Another span of the same trace. */
  public TraceParent child(long other) {
    return new TraceParent(high, low, other, sampled);
  }

  /** The trace's number: 32 digits. */
  public String traceId() {
    byte[] text = new byte[32];
    hex(high, text, 0);
    hex(low, text, 16);
    return Latin1.string(text, 0, text.length);
  }

  /** The span's number: 16 digits. */
  public String spanId() {
    return spanId(span);
  }

  /** A span's number: 16 digits. */
  public static String spanId(long span) {
    byte[] text = new byte[16];
    hex(span, text, 0);
    return Latin1.string(text, 0, text.length);
  }

  /** The field's value. */
  public String text() {
    byte[] text = new byte[LENGTH];
    text[0] = '0';
    text[1] = '0';
    text[TRACE - 1] = '-';
    hex(high, text, TRACE);
    hex(low, text, TRACE + 16);
    text[SPAN - 1] = '-';
    hex(span, text, SPAN);
    text[FLAGS - 1] = '-';
    text[FLAGS] = '0';
    text[FLAGS + 1] = (byte) (sampled ? '1' : '0');
    return Latin1.string(text, 0, LENGTH);
  }

  @Override
  public String toString() {
    return text();
  }

  private static boolean isAt(String value, int dash) {
    return value.charAt(dash) == '-';
  }

  private static boolean isHex(String value, int from, int to) {
    for (int i = from; i < to; i++) {
      if (digit(value.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The number that digits stand for; -1 if there are others among two. */
  private static long hex(String value, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = digit(value.charAt(i));
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number;
  }

  /** Capitals are none here (3.2.2.1). */
  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  private static void hex(long number, byte[] into, int at) {
    for (int i = 0; i < 16; i++) {
      into[at + i] = DIGITS[(int) (number >>> (60 - 4 * i)) & 15];
    }
  }
}
