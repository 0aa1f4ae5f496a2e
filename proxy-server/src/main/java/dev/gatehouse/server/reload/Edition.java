package dev.gatehouse.server.reload;

import dev.gatehouse.server.config.load.Redaction;
import java.time.Instant;

/**
 * A configuration that has served, or does.
 *
 * @param number from 1, which is the one that the process started with
 * @param at when it was taken over
 * @param by what for
 * @param file what it was read from
 * @param changes what it changed, in words; empty for the first
 * @param packed its text as it is written
 */
public record Edition(
    int number, Instant at, Occasion by, String file, String changes, PackedText packed) {

  /** The text as it is written; may hold secrets. */
  public String text() {
    return packed.text();
  }

  /** The text with all secrets taken out. */
  public String shown() {
    return Redaction.of(text());
  }
}
