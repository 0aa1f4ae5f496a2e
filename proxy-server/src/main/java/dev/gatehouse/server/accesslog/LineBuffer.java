package dev.gatehouse.server.accesslog;

import java.util.Arrays;

/** One line in the making: bytes that grow as needed and are used again. */
final class LineBuffer {
  /** The longest decimal form of a long. */
  private static final int LONGEST_NUMBER = 20;

  private byte[] bytes = new byte[2048];
  private int end;

  void clear() {
    end = 0;
  }

  /** The line is {@code bytes()[0, length())}; valid until something is added. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return end;
  }

  /** Makes room for {@code count} bytes by {@link #put(int)}, {@link #bytes} and {@link #skip}. */
  void reserve(int count) {
    if (bytes.length - end < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + count));
    }
  }

  /** Adds one byte; there is room for it. */
  void put(int octet) {
    bytes[end++] = (byte) octet;
  }

  /** Adds what was written to {@link #bytes} behind the end. */
  void skip(int count) {
    end += count;
  }

  void add(byte[] text) {
    reserve(text.length);
    System.arraycopy(text, 0, bytes, end, text.length);
    end += text.length;
  }

  void add(char ascii) {
    reserve(1);
    put(ascii);
  }

  void add(long number) {
    reserve(LONGEST_NUMBER);
    if (number < 0) {
      put('-');
    }
    int digits = 1;
    for (long left = number / 10; left != 0; left /= 10) {
      digits++;
    }
    long left = number;
    for (int i = end + digits - 1; i >= end; i--) {
      bytes[i] = (byte) ('0' + Math.abs(left % 10));
      left /= 10;
    }
    end += digits;
  }
}
