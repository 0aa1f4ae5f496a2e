package dev.gatehouse.core.runtime;

import dev.gatehouse.core.http.ReasonPhrases;

/**
 * What people are told of a failure: enough to know whether to try again or to change something,
 * and nothing of what is behind the proxy. Immutable.
 *
 * @param title the status phrase
 * @param sentence one sentence, in ASCII and without {@code % < > & "}, so that it can stand in
 *     every format as it is
 */
record ErrorText(String title, String sentence) {
  static ErrorText of(int status) {
    return new ErrorText(ReasonPhrases.of(status), sentence(status));
  }

  private static String sentence(int status) {
    return switch (status) {
      case 404 -> "Nothing is served at this address.";
      case 405 -> "This method is not supported here.";
      case 408 -> "The request took too long to arrive.";
      case 413 -> "The content of the request is too large.";
      case 414 -> "The address of the request is too long.";
      case 417 -> "What the request expects is not supported.";
      case 421 -> "This connection does not serve that host.";
      case 431 -> "The header fields of the request are too large.";
      case 501 -> "The request uses a feature that is not supported.";
      case 502 -> "The server behind this site could not be reached properly.";
      case 503 -> "The site cannot take the request now. Try again in a while.";
      case 504 -> "The server behind this site did not answer in time.";
      case 505 -> "This version of HTTP is not supported.";
      case 508 -> "The request was sent in a circle.";
      default -> status < 500 ? "The request was not understood." : "Something went wrong here.";
    };
  }
}
