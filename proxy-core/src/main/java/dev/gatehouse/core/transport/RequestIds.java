package dev.gatehouse.core.transport;

import dev.gatehouse.core.http.Latin1;
import java.security.SecureRandom;

/**
 * The request ids of one event loop: 16 characters of Crockford's base 32, of which 32 bits are
 * random per loop and start and 48 count from a random point. Confined to its event loop.
 */
final class RequestIds {
  private static final byte[] DIGITS =
      "0123456789abcdefghjkmnpqrstvwxyz".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final int LENGTH = 16;

  private final byte[] text = new byte[LENGTH];
  private final long prefix;
  private long count;

  RequestIds() {
    SecureRandom random = new SecureRandom();
    prefix = random.nextInt() & 0xffff_ffffL;
    count = random.nextLong() & 0xffff_ffff_ffffL;
  }

  String next() {
    count = (count + 1) & 0xffff_ffff_ffffL;
    long low =
        count
            | (prefix
                << 48); // the low 16 bits of the prefix on top of 48 of the count: 64 bits, 12
    // digits and 4 bits over
    long high = prefix >>> 12; // 20 bits more: 4 digits
    for (int i = LENGTH - 1; i >= 4; i--) {
      text[i] = DIGITS[(int) (low & 31)];
      low >>>= 5;
    }
    for (int i = 3; i >= 0; i--) {
      text[i] = DIGITS[(int) (high & 31)];
      high >>>= 5;
    }
    return Latin1.string(text, 0, LENGTH);
  }
}
