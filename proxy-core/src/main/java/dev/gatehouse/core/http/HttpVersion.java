package dev.gatehouse.core.http;

/** The protocol version a message arrived in or is sent in (RFC 9110 §2.5). */
public enum HttpVersion {
  HTTP_1_0("HTTP/1.0", "1.0"),
  HTTP_1_1("HTTP/1.1", "1.1"),
  HTTP_2("HTTP/2.0", "2.0");

  private final String text;
  private final String via;

  HttpVersion(String text, String via) {
    this.text = text;
    this.via = via;
  }

  /** The form for logs, as other servers write it: {@code HTTP/1.1}. */
  public String text() {
    return text;
  }

  /** The received-protocol of a Via entry (RFC 9110 §7.6.3). */
  public String via() {
    return via;
  }
}
