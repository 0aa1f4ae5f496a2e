package dev.gatehouse.server.admin;

/** What is decided of a request to the admin listener. */
sealed interface Verdict {
  /**
   * It may.
   *
   * @param by what allows it, for the log: {@code token}, {@code session}, {@code certificate
   *     CN=…}, {@code loopback}
   */
  record Admitted(String by) implements Verdict {}

  /**
   * It may not.
   *
   * @param status 401: with the token it might; 403: not like this; 429: not so often
   * @param reason what is missing or wrong, in a line
   */
  record Refused(int status, String reason) implements Verdict {}
}
