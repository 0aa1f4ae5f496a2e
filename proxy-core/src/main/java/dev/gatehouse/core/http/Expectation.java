package dev.gatehouse.core.http;

/**
 * The one expectation there is (RFC 9110 §10.1.1): a client's that holds its content back until it
 * is told 100 (Continue). It stays in the header section for as long as nobody has met it: whoever
 * asks the client for all of its content takes it out, else it goes on to the backend.
 */
public final class Expectation {
  private static final String CONTINUE = "100-continue";

  private Expectation() {}

  /** Says whether {@code headers} have this expectation, and no other. */
  public static boolean isContinue(Headers headers) {
    int at = headers.indexOf(HeaderNames.EXPECT, 0);
    return at >= 0
        && headers.indexOf(HeaderNames.EXPECT, at + 1) < 0
        && headers.value(at).equalsIgnoreCase(CONTINUE);
  }
}
