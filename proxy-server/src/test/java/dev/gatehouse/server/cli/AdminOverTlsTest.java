package dev.gatehouse.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.time.Clock;
import dev.gatehouse.server.GatehouseServer;
import dev.gatehouse.server.compile.Prepared;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.reload.ConfigurationSource;
import dev.gatehouse.server.restart.Places;
import dev.gatehouse.tls.TlsEngine;
import dev.gatehouse.tls.TlsState;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that reach an admin listener over TLS. */
class AdminOverTlsTest {
  @TempDir private Path folder;
  private GatehouseServer server;
  private String admin;

  @BeforeEach
  void start() throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=Authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve("ca.crt"), authority.getCertificatePEM());
    write("site", certificate("localhost").buildIssuedBy(authority));
    write("anna", certificate("anna").addExtendedKeyUsageClientAuth().buildIssuedBy(authority));
    Path file = configuration("0.0.0.0:0");
    ConfigurationSource source = ConfigurationSource.file(file);
    TlsState state = new TlsState(TlsEngine.detect(), InstantSource.system());
    Prepared prepared = Prepared.of((Loaded.Valid) source.load(), source.base(), state);
    server = GatehouseServer.start(prepared, state, source, "test", Clock.SYSTEM, Places.alone());
    admin = "https://localhost:" + Objects.requireNonNull(server.adminAddress()).getPort();
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ZERO);
  }

  private static CertificateBuilder certificate(String name) {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .addSanDnsName(name)
        .addSanIpAddress("127.0.0.1");
  }

  private void write(String name, X509Bundle bundle) throws Exception {
    Files.writeString(folder.resolve(name + ".crt"), bundle.getCertificatePEM());
    Files.writeString(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM());
  }

  private Path configuration(String address) throws Exception {
    return Files.writeString(
        folder.resolve(address.replace(':', '-') + ".yaml"),
        """
        admin:
          address: "%s"
          token: hunter2
          tls:
            certificates: [{certificate: site.crt, key: site.key}]
            client-auth: {trust: ca.crt, mode: request}
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        routes: [{respond: {}}]
        """
            .formatted(address));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void theConfigurationTellsWhereAndWhomToTrust() throws Exception {
    String there = configuration(admin.replace("https://localhost", "0.0.0.0")).toString();
    Ran ran = Ran.gatehouse("reload", "-c", there);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aCertificateIsShownInPlaceOfTheToken() {
    String[] nothing = {"status", "--admin", admin, "--ca", path("ca.crt")};
    assertThat(Ran.gatehouse(nothing).err()).contains("the admin token is missing");
    String[] shown = {
      "status",
      "--admin",
      admin,
      "--ca",
      path("ca.crt"),
      "--cert",
      path("anna.crt"),
      "--key",
      path("anna.key")
    };
    assertThat(Ran.gatehouse(shown).exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aServerThatNobodyVouchesForIsNotAsked() {
    Ran ran = Ran.gatehouse("status", "--admin", admin, "--token", "hunter2");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.CANNOT_START);
    assertThat(ran.err()).startsWith("gatehouse: no answer from " + admin).contains("PKIX");
  }

  @Test
  void aFileThatIsNoneIsOneLine() {
    Ran ran = Ran.gatehouse("status", "--admin", admin, "--ca", path("none.crt"));
    assertThat(ran)
        .isEqualTo(
            new Ran(
                ExitCode.INVALID,
                "",
                "gatehouse: " + path("none.crt") + ": no such file (expected: a PEM file)\n"));
  }
}
