package dev.gatehouse.core.transport.http1;

import java.nio.charset.StandardCharsets;

/**
 * The form of octets in case files: {@code \\r \\n \\t}, {@code \\s} for a space, {@code \\xNN},
 * and {@code \\*N*c} for the character c, N times.
 */
public final class WireText {
  private WireText() {}

  public static byte[] unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case 'r' -> out.append('\r');
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 's' -> out.append(' ');
        case 'x' -> {
          out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
          i += 2;
        }
        case '*' -> {
          int end = text.indexOf('*', i + 1);
          out.repeat(text.charAt(end + 1), Integer.parseInt(text.substring(i + 1, end)));
          i = end + 1;
        }
        default -> throw new IllegalArgumentException("escape: \\" + next);
      }
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  public static String escape(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }
}
