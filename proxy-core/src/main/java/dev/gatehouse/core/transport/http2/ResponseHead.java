package dev.gatehouse.core.transport.http2;

import org.jspecify.annotations.Nullable;

/** The head of a response by the rules of RFC 9113 §8.3.2, as a pure function. */
final class ResponseHead {
  /** {@link #status}: there is none, or the section is malformed. */
  static final int MALFORMED = -1;

  private static final int SWITCHING_PROTOCOLS = 101;

  private ResponseHead() {}

  /** The status in {@code block}, 100 to 599 except 101, or {@link #MALFORMED}. */
  static int status(FieldBlock block) {
    String text = block.responseStatus();
    if (block.malformed() != null || text == null || text.length() != 3) {
      return MALFORMED;
    }
    int status = 0;
    for (int i = 0; i < 3; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return MALFORMED;
      }
      status = status * 10 + digit;
    }
    return status < 100 || status > 599 || status == SWITCHING_PROTOCOLS ? MALFORMED : status;
  }

  /** What is wrong with {@code block}, for logs. */
  static String problem(FieldBlock block) {
    @Nullable String malformed = block.malformed();
    return malformed == null ? ":status " + block.responseStatus() : malformed;
  }
}
