package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;

/** Header sections for tests, in short. */
final class Fields {
  /** 2026-01-01T00:00:00Z. */
  static final long NOW = 1_767_225_600_000L;

  private Fields() {}

  /**
   * A section of {@code lines}, each a name, a colon and a value; {@code @10} stands for the date
   * ten seconds after {@link #NOW}.
   */
  static Headers of(String... lines) {
    Headers headers = new Headers();
    for (String line : lines) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      headers.add(
          line.substring(0, colon).strip(),
          value.startsWith("@")
              ? HttpDate.format(NOW + Long.parseLong(value.substring(1)) * 1000)
              : value);
    }
    return headers;
  }
}
