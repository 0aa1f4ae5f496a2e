package dev.gatehouse.server.admin;

/**
 * What one path of the admin listener does when it is posted to. The caller has proven that it may.
 */
@FunctionalInterface
public interface Action {
  /**
   * Does it.
   *
   * @param body the content of the request, JSON
   * @throws IllegalArgumentException if the content is not what is expected; the message says what
   *     is
   */
  Endpoint.Answer act(byte[] body);

  /** The longest content that it takes, in bytes. */
  default int longest() {
    return 64 * 1024;
  }
}
