package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/** The protocol spoken with the backends of a pool. */
@Doc(
    "The protocol spoken with backends; auto asks https backends by ALPN and is http/1.1 with"
        + " others.")
public enum BackendProtocol implements Choice {
  HTTP_1_1("http/1.1"),
  H2("h2"),
  AUTO("auto");

  private final String word;

  BackendProtocol(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
