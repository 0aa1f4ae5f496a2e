package dev.gatehouse.server.config;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/**
 * The log of requests.
 *
 * @param path where its lines go
 * @param format how they look
 */
@Doc("The log of requests.")
public record AccessLogSettings(
    @Doc("Where its lines go: stdout, or a file.") LogTarget path,
    @Doc("How its lines look: json, combined (as Apache writes it), or off.") Format format) {

  /** How a line looks. */
  @Doc("How a line looks.")
  public enum Format implements Choice {
    JSON,
    COMBINED,
    OFF
  }

  public AccessLogSettings() {
    this(new LogTarget(null), Format.JSON);
  }
}
