package dev.gatehouse.core.runtime;

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
    return switch (status) {
      case 400 -> text("Bad Request", "The request was not understood.");
      case 404 -> text("Not Found", "Nothing is served at this address.");
      case 405 -> text("Method Not Allowed", "This method is not supported here.");
      case 408 -> text("Request Timeout", "The request took too long to arrive.");
      case 413 -> text("Content Too Large", "The content of the request is too large.");
      case 414 -> text("URI Too Long", "The address of the request is too long.");
      case 417 -> text("Expectation Failed", "What the request expects is not supported.");
      case 421 -> text("Misdirected Request", "This connection does not serve that host.");
      case 431 ->
          text(
              "Request Header Fields Too Large", "The header fields of the request are too large.");
      case 501 -> text("Not Implemented", "The request uses a feature that is not supported.");
      case 502 -> text("Bad Gateway", "The server behind this site could not be reached properly.");
      case 503 ->
          text(
              "Service Unavailable", "The site cannot take the request now. Try again in a while.");
      case 504 -> text("Gateway Timeout", "The server behind this site did not answer in time.");
      case 505 -> text("HTTP Version Not Supported", "This version of HTTP is not supported.");
      case 508 -> text("Loop Detected", "The request was sent in a circle.");
      default -> text("Internal Server Error", "Something went wrong here.");
    };
  }

  private static ErrorText text(String title, String sentence) {
    return new ErrorText(title, sentence);
  }
}
