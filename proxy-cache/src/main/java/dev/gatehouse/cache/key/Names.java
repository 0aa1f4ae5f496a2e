package dev.gatehouse.cache.key;

/** Names in settings that may end in a star, which stands for any rest. */
final class Names {
  private Names() {}

  /** Says whether {@code pattern} means the name in {@code text[from, end)}; case matters. */
  static boolean matches(String pattern, String text, int from, int end) {
    int last = pattern.length() - 1;
    if (pattern.charAt(last) == '*') {
      return end - from >= last && text.regionMatches(from, pattern, 0, last);
    }
    return end - from == last + 1 && text.regionMatches(from, pattern, 0, last + 1);
  }
}
