package dev.gatehouse.tls;

import dev.gatehouse.tls.TlsProblem.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Reads everything a listener's settings point at and makes a context of it. Immutable. */
final class StoreLoader {
  private final String listener;
  private final TlsSettings settings;
  private final Path base;
  private final TlsState state;

  StoreLoader(String listener, TlsSettings settings, Path base, TlsState state) {
    this.listener = listener;
    this.settings = settings;
    this.base = base;
    this.state = state;
  }

  String listener() {
    return listener;
  }

  /**
   * One entry of the certificates as it was read.
   *
   * @param certificate null if it could not be used
   */
  record Entry(FileStamps stamps, @Nullable ServerCertificate certificate) {}

  /**
   * What one pass over the files found.
   *
   * @param trusted the stamp of the clients' authorities
   * @param context null if a problem is an error
   */
  record Reading(
      List<Entry> entries,
      FileStamps trusted,
      List<TlsProblem> problems,
      @Nullable ServerContext context) {
    /** Whether a file has changed since. */
    boolean isStale() {
      return !trusted.isCurrent()
          || entries.stream().anyMatch(entry -> !entry.stamps().isCurrent());
    }

    String summary() {
      return problems.stream()
          .filter(TlsProblem::isError)
          .map(TlsProblem::message)
          .collect(Collectors.joining("; "));
    }
  }

  /**
   * Reads what has changed since {@code last}, all if null. Stamps are taken before files are read,
   * so that a change in between is seen the next time.
   */
  Reading read(@Nullable Reading last) {
    Instant now = state.clock().instant();
    List<TlsProblem> problems = new ArrayList<>();
    CertificateLoader loader = new CertificateLoader(state.engine(), base, now, problems);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < settings.certificates().size(); i++) {
      entries.add(entry(i, loader, last == null ? null : last.entries().get(i)));
    }
    FileStamps trusted = FileStamps.of(trustFiles());
    List<X509Certificate> authorities = authorities(problems);
    ServerContext context =
        problems.stream().anyMatch(TlsProblem::isError)
            ? null
            : context(entries, authorities, now, problems);
    return new Reading(List.copyOf(entries), trusted, List.copyOf(problems), context);
  }

  private Entry entry(int index, CertificateLoader loader, @Nullable Entry last) {
    return switch (settings.certificates().get(index)) {
      case CertificateSettings.SelfSigned(List<String> names) ->
          new Entry(FileStamps.of(List.of()), state.selfSigned(names));
      case CertificateSettings.Files files -> {
        FileStamps stamps =
            FileStamps.of(List.of(base.resolve(files.certificate()), base.resolve(files.key())));
        yield last != null && last.certificate() != null && last.stamps().equals(stamps)
            ? last
            : new Entry(stamps, loader.load(index, files));
      }
    };
  }

  private List<Path> trustFiles() {
    ClientAuthSettings clientAuth = settings.clientAuth();
    return clientAuth == null ? List.of() : List.of(base.resolve(clientAuth.trust()));
  }

  private List<X509Certificate> authorities(List<TlsProblem> problems) {
    ClientAuthSettings clientAuth = settings.clientAuth();
    if (clientAuth == null) {
      return List.of();
    }
    Path file = clientAuth.trust();
    return switch (PemFile.certificates(base.resolve(file))) {
      case Outcome.Good<List<X509Certificate>>(List<X509Certificate> found) -> found;
      case Outcome.Bad<List<X509Certificate>>(String message) -> {
        problems.add(new TlsProblem(Severity.ERROR, -1, "trust", file, file + ": " + message));
        yield List.of();
      }
    };
  }

  private @Nullable ServerContext context(
      List<Entry> entries,
      List<X509Certificate> authorities,
      Instant now,
      List<TlsProblem> problems) {
    List<ServerCertificate> certificates = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.certificate() != null) {
        certificates.add(entry.certificate());
      }
    }
    try {
      return ServerContext.create(
          state.engine(),
          settings,
          certificates,
          authorities,
          identity(authorities),
          state.ticketKeys(listener).at(now));
    } catch (SSLException e) {
      String message = "tls: " + PemFile.firstLine(e) + " (expected: what the engine accepts)";
      problems.add(new TlsProblem(Severity.ERROR, -1, "certificates", null, message));
      return null;
    }
  }

  /**
   * What a session is bound to: this listener and all it demands of clients. A session from before
   * the demands changed, or from a listener with others, is not resumed.
   */
  private byte[] identity(List<X509Certificate> authorities) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(listener.getBytes(StandardCharsets.UTF_8));
      ClientAuthSettings clientAuth = settings.clientAuth();
      if (clientAuth != null) {
        digest.update((byte) 0);
        digest.update((byte) clientAuth.mode().ordinal());
        for (X509Certificate authority : authorities) {
          digest.update(authority.getEncoded());
        }
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot digest certificates that were just decoded", e);
    }
  }
}
