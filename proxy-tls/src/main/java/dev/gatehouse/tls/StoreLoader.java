package dev.gatehouse.tls;

import dev.gatehouse.tls.TlsProblem.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
   * @param authorities who vouches for clients; empty if nobody is asked
   */
  record Material(
      List<Entry> entries,
      FileStamps trusted,
      List<X509Certificate> authorities,
      List<TlsProblem> problems) {
    /** Whether a file has changed since. */
    boolean isStale() {
      return !trusted.isCurrent()
          || entries.stream().anyMatch(entry -> !entry.stamps().isCurrent());
    }

    /** Whether a problem is an error. */
    boolean isBad() {
      return problems.stream().anyMatch(TlsProblem::isError);
    }

    /** Those that could be used. */
    List<ServerCertificate> certificates() {
      return entries.stream().map(Entry::certificate).filter(Objects::nonNull).toList();
    }

    String summary() {
      return problems.stream()
          .filter(TlsProblem::isError)
          .map(TlsProblem::message)
          .collect(Collectors.joining("; "));
    }
  }

  /**
   * The same with the context that was made of it.
   *
   * @param problems also those of making it
   * @param context null if a problem is an error
   */
  record Reading(Material material, List<TlsProblem> problems, @Nullable ServerContext context) {
    /** Whether a file has changed since. */
    boolean isStale() {
      return material.isStale();
    }

    String summary() {
      return new Material(material.entries, material.trusted, material.authorities, problems)
          .summary();
    }
  }

  /** Reads what has changed since {@code last}, all if null, and makes a context of it. */
  Reading read(@Nullable Reading last) {
    Material material = material(last == null ? null : last.material());
    List<TlsProblem> problems = new ArrayList<>(material.problems());
    ServerContext context = material.isBad() ? null : context(material, problems);
    return new Reading(material, List.copyOf(problems), context);
  }

  /**
   * Reads what has changed since {@code last}, all if null. Stamps are taken before files are read,
   * so that a change in between is seen the next time.
   */
  Material material(@Nullable Material last) {
    List<TlsProblem> problems = new ArrayList<>();
    CertificateLoader loader =
        new CertificateLoader(state.engine(), base, state.clock().instant(), problems);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < settings.certificates().size(); i++) {
      entries.add(entry(i, loader, last == null ? null : last.entries().get(i)));
    }
    FileStamps trusted = FileStamps.of(trustFiles());
    List<X509Certificate> authorities = authorities(problems);
    return new Material(
        List.copyOf(entries), trusted, List.copyOf(authorities), List.copyOf(problems));
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

  private @Nullable ServerContext context(Material material, List<TlsProblem> problems) {
    try {
      return ServerContext.create(
          state.engine(),
          settings,
          material.certificates(),
          material.authorities(),
          identity(material.authorities()),
          state.ticketKeys(listener).at(state.clock().instant()));
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
