package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.http.ReasonPhrases;
import java.nio.charset.StandardCharsets;

/** The status lines of HTTP/1.1, encoded once. */
final class StatusLines {
  private static final byte[][] LINES = new byte[600][];

  static {
    for (int status = 100; status < 600; status++) {
      LINES[status] =
          ("HTTP/1.1 " + status + " " + ReasonPhrases.of(status) + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
    }
  }

  private StatusLines() {}

  /** {@code status}: 100 to 599. */
  static byte[] of(int status) {
    return LINES[status];
  }
}
