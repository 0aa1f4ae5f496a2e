package dev.gatehouse.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong with what {@link TlsSettings} or a pool's TLS settings point at.
 *
 * @param severity whether it can be served with
 * @param certificate which entry of the certificates, from 0; -1 if it is about another setting
 * @param setting the key it is about: {@code certificate}, {@code key}, {@code trust}
 * @param file the file it is about; null if there is none
 * @param message what is wrong and what was expected, beginning with the file
 */
public record TlsProblem(
    Severity severity, int certificate, String setting, @Nullable Path file, String message) {
  /** How bad it is. */
  public enum Severity {
    /** Nothing can be served with this. */
    ERROR,
    /** It is served, but hardly as it is meant. */
    WARNING
  }

  /** Where it is, relative to {@code tls}: {@code /certificates/0/key}. */
  public String pointer() {
    if (certificate >= 0) {
      return "/certificates/" + certificate + "/" + setting;
    }
    return setting.equals("trust") ? "/client-auth/trust" : "/" + setting;
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public String toString() {
    return message;
  }
}
