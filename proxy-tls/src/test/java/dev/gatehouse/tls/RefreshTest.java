package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.tls.TlsEngine.Kind;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

final class RefreshTest {
  @TempDir Path directory;
  private Pki pki;

  @BeforeEach
  void makeAuthority() {
    pki = new Pki(directory);
  }

  private String shown(int port) throws IOException {
    try (TestClient client = TestClient.connect(pki.clientContext(), port, TestClient.plainly())) {
      return client.certificate().getSubjectX500Principal().getName();
    }
  }

  @ParameterizedTest
  @EnumSource
  void showsTheNewCertificateAndKeepsConnections(Kind kind) throws IOException {
    TlsSettings settings = pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "old")));
    try (CertificateStore store =
            StoreTesting.store("web", settings, directory, StoreTesting.state(kind));
        EchoServer server = new EchoServer(store);
        TestClient lasting =
            TestClient.connect(pki.clientContext(), server.port(), TestClient.plainly())) {
      assertThat(lasting.echo("before")).isEqualTo("before");

      pki.write("a", pki.issue(Algorithm.rsa2048, "new"));
      store.refresh();

      assertThat(shown(server.port())).isEqualTo("CN=new");
      assertThat(lasting.echo("after")).isEqualTo("after");
      assertThat(lasting.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=old");
    }
  }

  @Test
  void seesLinksThatAreTurnedElsewhere() throws IOException {
    pki.write("v1", pki.issue(Algorithm.ecp256, "old"));
    pki.write("v2", pki.issue(Algorithm.ecp256, "new"));
    Path data = directory.resolve("data");
    Files.createDirectories(directory.resolve("1"));
    Files.createDirectories(directory.resolve("2"));
    for (String version : List.of("1", "2")) {
      for (String suffix : List.of(".crt", ".key")) {
        Files.move(
            directory.resolve("v" + version + suffix),
            directory.resolve(version).resolve("tls" + suffix));
      }
    }
    Files.createSymbolicLink(data, Path.of("1"));
    TlsSettings settings =
        pki.settings(
            new CertificateSettings.Files(Path.of("data/tls.crt"), Path.of("data/tls.key")));
    try (CertificateStore store =
        StoreTesting.store("web", settings, directory, StoreTesting.state(Kind.BORINGSSL))) {
      Files.delete(data);
      Files.createSymbolicLink(data, Path.of("2"));
      store.refresh();
      assertThat(store.certificates().getFirst().names()).containsExactly("new");
    }
  }

  @Test
  void keepsTheOldCertificateWhileTheNewOneIsBrokenAndSaysSoOnce() throws IOException {
    TlsSettings settings = pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "old")));
    Logger logger = (Logger) LoggerFactory.getLogger(CertificateStore.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (CertificateStore store =
            StoreTesting.store("web", settings, directory, StoreTesting.state(Kind.BORINGSSL));
        EchoServer server = new EchoServer(store)) {
      var fresh = pki.issue(Algorithm.ecp256, "new");
      pki.write("a.crt", fresh.getCertificatePathPEM());
      store.refresh();
      store.refresh();

      assertThat(shown(server.port())).isEqualTo("CN=old");
      assertThat(log.list)
          .filteredOn(event -> event.getLevel() == Level.ERROR)
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage)
          .asString()
          .contains("listener web", "a.key: does not belong to a.crt");

      pki.write("a.key", fresh.getPrivateKeyPEM());
      store.refresh();
      assertThat(shown(server.port())).isEqualTo("CN=new");
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void freesTheOldContextWithItsLastConnection() throws IOException {
    HeldContext old =
        new HeldContext(
            StoreTesting.state(Kind.BORINGSSL)
                .engine()
                .configure(SslContextBuilder.forClient())
                .build());
    ReferenceCounted counted = (ReferenceCounted) old.context();
    SslHandler handler =
        Objects.requireNonNull(
            old.make(() -> old.context().newHandler(UnpooledByteBufAllocator.DEFAULT)));

    old.release();
    assertThat(counted.refCnt()).isEqualTo(1);
    assertThat(old.make(() -> old.context().newHandler(UnpooledByteBufAllocator.DEFAULT))).isNull();

    ReferenceCountUtil.release(handler.engine());
    assertThat(counted.refCnt()).isZero();
  }

  @Test
  void changesNothingWhereNothingHasChanged() {
    TlsSettings settings = pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "a")));
    try (CertificateStore store =
        StoreTesting.store("web", settings, directory, StoreTesting.state(Kind.BORINGSSL))) {
      List<CertificateInfo> before = store.certificates();
      store.refresh();
      assertThat(store.certificates()).isEqualTo(before);
    }
  }
}
