package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.tls.TlsEngine.Kind;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;

/** Makes stores for tests. */
final class StoreTesting {
  private StoreTesting() {}

  static TlsState state(Kind kind) {
    TlsEngine engine = kind == Kind.JDK ? TlsEngine.jdk("a test") : TlsEngine.detect();
    assertThat(engine.kind()).isEqualTo(kind);
    return new TlsState(engine, InstantSource.system());
  }

  /** A store of settings that are all right. */
  static CertificateStore store(String listener, TlsSettings settings, Path base, TlsState state) {
    CertificateStore.Loaded loaded = CertificateStore.load(listener, settings, base, state);
    assertThat(loaded.problems()).isEmpty();
    return Objects.requireNonNull(loaded.store());
  }
}
