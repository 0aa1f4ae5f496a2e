package dev.gatehouse.tls;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/** A protocol offered to clients in the handshake (RFC 7301). */
@Doc("A protocol offered in the handshake.")
public enum AlpnProtocol implements Choice {
  H2("h2"),
  HTTP_1_1("http/1.1");

  private final String word;

  AlpnProtocol(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
