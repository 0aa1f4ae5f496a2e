package dev.gatehouse.core.http;

import java.util.Locale;

/**
 * The guess by their names which header fields, cookies and parameters carry secrets, so that what
 * is shown to people does not. Pure.
 */
public final class SecretNames {
  private static final String[] PARTS = {
    "auth", "cookie", "credential", "key", "pass", "secret", "session", "signature", "token"
  };

  private SecretNames() {}

  /** Says whether the value under {@code name} is not to be shown. */
  public static boolean has(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String part : PARTS) {
      if (lower.contains(part)) {
        return true;
      }
    }
    return false;
  }
}
