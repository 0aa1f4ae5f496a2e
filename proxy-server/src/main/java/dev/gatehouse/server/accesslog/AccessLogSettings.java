package dev.gatehouse.server.accesslog;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import org.jspecify.annotations.Nullable;

/**
 * The log of requests.
 *
 * @param path where its lines go, unless they go to {@code syslog}
 * @param format how they look
 * @param rotate when the file is begun anew; null: Gatehouse never does that itself
 * @param syslog the receiver of the lines in place of {@code path}; null: none
 */
@Doc("The log of requests.")
public record AccessLogSettings(
    @Doc("Where its lines go: stdout, or a file.") LogTarget path,
    @Doc("How its lines look: json, combined (as Apache writes it), or off.") Format format,
    @Doc("When the file is begun anew; absent: only when something else renames it.")
        @Nullable RotateSettings rotate,
    @Doc("A syslog server that gets the lines in place of path.") @Nullable SyslogSettings syslog) {

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

  public AccessLogSettings(LogTarget path, Format format) {
    this(path, format, null, null);
  }

  public AccessLogSettings {
    Expect.that(
        rotate == null || path.file() != null,
        "rotate",
        rotate == null ? "" : "after " + rotate.size(),
        "only where path is a file");
    Expect.that(
        syslog == null || path.file() == null, "path", path, "no file where there is syslog");
  }

  /** Where the lines go, in words. */
  public String target() {
    return syslog == null ? path.toString() : syslog.to().toString();
  }
}
