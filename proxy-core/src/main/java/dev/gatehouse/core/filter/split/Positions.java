package dev.gatehouse.core.filter.split;

import dev.gatehouse.core.balance.Hashes;
import io.netty.util.NetUtil;
import java.util.Arrays;

/** Where clients stand on the line of {@link Shares}, 0 to 2^32 - 1. Pure functions. */
final class Positions {
  /** No position. */
  static final long NONE = -1;

  /** 2^64 divided by the golden ratio. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** What keeps the choice of a pool apart from that of a backend in it, by the same address. */
  private static final long SALT = 0x51b7_c0de_5eed_2a11L;

  private static final int TOKEN = 4;
  private static final int COARSE = 16;
  private static final int NETWORK = 8;
  private static final String DIGITS = "0123456789abcdef";

  private Positions() {}

  /**
   * The position of request {@code n}. As many of any number of requests in a row fall into a
   * stretch as its length says, give or take a few: the fractions of the multiples of the golden
   * ratio are as even as a sequence can be.
   */
  static long nth(long n) {
    return (n * GOLDEN) >>> 32;
  }

  /**
   * {@code position} as a cookie can tell it, one of 65,536: precise enough for a share, and too
   * coarse to tell one client from another.
   */
  static long coarse(long position) {
    return position >>> COARSE << COARSE;
  }

  /** A coarse position as four hexadecimal digits. */
  static String token(long position) {
    char[] digits = new char[TOKEN];
    long rest = position >>> COARSE;
    for (int i = TOKEN - 1; i >= 0; i--) {
      digits[i] = DIGITS.charAt((int) (rest & 15));
      rest >>>= 4;
    }
    return new String(digits);
  }

  /** What {@link #token} has made a text of; {@link #NONE} for any other text. */
  static long parse(String token) {
    if (token.length() != TOKEN) {
      return NONE;
    }
    long value = 0;
    for (int i = 0; i < TOKEN; i++) {
      int digit = DIGITS.indexOf(token.charAt(i));
      if (digit < 0) {
        return NONE;
      }
      value = value << 4 | digit;
    }
    return value << COARSE;
  }

  /**
   * The position of a client's address. Clients change theirs within an IPv6 /64, so the rest of it
   * does not count.
   */
  static long ofAddress(String address) {
    long hash = Hashes.of(address);
    if (address.indexOf(':') >= 0) {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
      if (bytes != null && bytes.length == 2 * NETWORK) {
        hash = 0;
        for (byte each : Arrays.copyOf(bytes, NETWORK)) {
          hash = hash << 8 | (each & 0xff);
        }
      }
    }
    return Hashes.mix(hash ^ SALT) >>> 32;
  }
}
