package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.Headers;
import java.util.Set;

/**
 * The check of a targeted field against what it has to be: a Dictionary of Structured Fields (RFC
 * 9651 §3.2) in which spans of time are Integers and the others Booleans or Strings. One mistake
 * anywhere, and the field does not count (RFC 9213 §2.1). An empty one does not count either.
 */
final class CacheDictionary {
  private static final Set<String> SPANS =
      Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");

  private final String text;
  private int at;

  private CacheDictionary(String text) {
    this.text = text;
  }

  static boolean isValid(Headers headers, String name) {
    String all = headers.combined(name);
    return all != null && new CacheDictionary(all.strip()).dictionary();
  }

  private boolean dictionary() {
    if (text.isEmpty()) {
      return false;
    }
    for (; ; ) {
      if (!member()) {
        return false;
      }
      skip(" \t");
      if (at == text.length()) {
        return true;
      }
      if (text.charAt(at++) != ',') {
        return false;
      }
      skip(" \t");
    }
  }

  private boolean member() {
    int begin = at;
    if (!key()) {
      return false;
    }
    boolean span = SPANS.contains(text.substring(begin, at));
    if (peek() != '=') {
      return !span && parameters();
    }
    at++;
    return (span ? integer() : item()) && parameters();
  }

  private boolean key() {
    char first = peek();
    if (first != '*' && !(first >= 'a' && first <= 'z')) {
      return false;
    }
    while (isKey(peek())) {
      at++;
    }
    return true;
  }

  private static boolean isKey(char c) {
    return (isAlphanumeric(c) && !(c >= 'A' && c <= 'Z')) || "_-.*".indexOf(c) >= 0;
  }

  private boolean parameters() {
    while (peek() == ';') {
      at++;
      skip(" ");
      if (!key()) {
        return false;
      }
      if (peek() == '=') {
        at++;
        if (!item()) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean item() {
    char c = peek();
    return switch (c) {
      case '"' -> string();
      case '?' -> flag();
      case ':' -> bytes();
      case '-' -> number();
      default -> (isAlphanumeric(c) && c <= '9') ? number() : token();
    };
  }

  private boolean integer() {
    int begin = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    int digits = at - begin;
    return digits > 0 && digits <= 15 && peek() != '.';
  }

  private boolean number() {
    if (peek() == '-') {
      at++;
    }
    int begin = at;
    while ((peek() >= '0' && peek() <= '9') || peek() == '.') {
      at++;
    }
    String digits = text.substring(begin, at);
    return digits.matches("[0-9]{1,15}|[0-9]{1,12}\\.[0-9]{1,3}");
  }

  private boolean string() {
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return true;
      }
      if (c == '\\') {
        at++;
        if (peek() != '"' && peek() != '\\') {
          return false;
        }
      } else if (c < ' ' || c > '~') {
        return false;
      }
    }
    return false;
  }

  private boolean flag() {
    at++;
    char c = peek();
    at++;
    return c == '0' || c == '1';
  }

  private boolean bytes() {
    int end = text.indexOf(':', at + 1);
    if (end < 0) {
      return false;
    }
    boolean base64 = text.substring(at + 1, end).matches("[A-Za-z0-9+/]*=*");
    at = end + 1;
    return base64;
  }

  private boolean token() {
    char first = peek();
    if (first != '*' && !(isAlphanumeric(first) && first > '9')) {
      return false;
    }
    while (isAlphanumeric(peek()) || "!#$%&'*+-.^_`|~:/".indexOf(peek()) >= 0) {
      at++;
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private void skip(String spaces) {
    while (at < text.length() && spaces.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The next character, NUL at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }
}
