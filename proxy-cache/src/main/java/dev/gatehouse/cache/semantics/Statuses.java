package dev.gatehouse.cache.semantics;

/** What final status codes mean for a cache (RFC 9110 §15.1, RFC 9111 §3). */
final class Statuses {
  private Statuses() {}

  /**
   * True for those whose responses may be reused although nobody has said how long (RFC 9110
   * §15.1).
   */
  static boolean isHeuristic(int status) {
    return switch (status) {
      case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
      default -> false;
    };
  }

  /**
   * True for those whose caching requirements are understood: which {@code must-understand} asks
   * for (RFC 9111 §5.2.2.3). All that RFC 9110 registers but 206 and 304, which are about other
   * responses.
   */
  static boolean isUnderstood(int status) {
    return switch (status) {
      case 200, 201, 202, 203, 204, 205 -> true;
      case 300, 301, 302, 303, 305, 307, 308 -> true;
      case 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415 -> true;
      case 416, 417, 421, 422, 426, 428, 429, 431, 451 -> true;
      case 500, 501, 502, 503, 504, 505, 511 -> true;
      default -> false;
    };
  }
}
