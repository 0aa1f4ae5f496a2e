package dev.gatehouse.tls;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/** A version of TLS that clients may speak. */
@Doc("A version of TLS.")
public enum TlsProtocol implements Choice {
  TLS_1_3("TLSv1.3"),
  TLS_1_2("TLSv1.2");

  private final String word;

  TlsProtocol(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
