package dev.gatehouse.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  @TempDir private Path directory;

  @Test
  void aGoodFileIsSaidToBeGood() throws Exception {
    Path file = write("pools: {app: {backends: ['http://127.0.0.1:3000']}}", "");

    Ran ran = Ran.gatehouse("check", file.toString());

    assertThat(ran)
        .isEqualTo(new Ran(ExitCode.DONE, file + ": good: 1 listener, 1 pool, 1 route\n", ""));
  }

  @Test
  void aTestThatFailsIsAProblemWithItsPlace() throws Exception {
    Path file = write("pools: {app: {backends: ['http://127.0.0.1:3000']}}", "");
    String good =
        Files.readString(file) + "tests: [{request: {url: 'http://a/'}, expect: {pool: app}}";

    Files.writeString(file, good + "]\n");
    assertThat(Ran.gatehouse("check", file.toString()).out())
        .endsWith("good: 1 listener, 1 pool, 1 route, 1 test passed\n");
    Files.writeString(file, good + ", {request: {url: 'http://a/b'}, expect: {status: 404}}]\n");
    assertThat(Ran.gatehouse("check", file.toString()))
        .isEqualTo(
            new Ran(
                ExitCode.INVALID,
                "",
                file + ":4:109: tests[1].expect.status: goes to app (expected: 404)\n"));
  }

  @Test
  void whatIsHardlyMeantIsAWarningAndAnErrorOnlyIfAskedFor() throws Exception {
    String pools =
        "pools: {app: {backends: ['http://127.0.0.1:3000']}, old: {backends: ['http://b']}}";
    Path file = write(pools, "");

    Ran ran = Ran.gatehouse("check", file.toString());

    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(ran.out()).isEqualTo(file + ": good: 1 listener, 2 pools, 1 route; 1 warning\n");
    assertThat(ran.err()).startsWith("warning: " + file + ":2:58: pools.old: unused-pool: ");
    assertThat(Ran.gatehouse("check", "--strict", file.toString()).exitCode())
        .isEqualTo(ExitCode.INVALID);
  }

  @Test
  void tenMistakesAreTenLinesWithTheirPlaces() throws URISyntaxException {
    String golden = "/dev/gatehouse/server/config/load/golden/ten-mistakes.yaml";
    Path file = Path.of(Objects.requireNonNull(CheckTest.class.getResource(golden)).toURI());

    for (String[] args : new String[][] {{"check", "" + file}, {"run", "-c", "" + file}}) {
      Ran ran = Ran.gatehouse(args);

      assertThat(ran.exitCode()).isEqualTo(ExitCode.INVALID);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err().lines()).hasSize(11).last().isEqualTo("10 problems");
      assertThat(ran.err().lines().limit(10))
          .allSatisfy(line -> assertThat(line).startsWith(file + ":").contains(".yaml:"));
    }
  }

  @Test
  void aMissingFileIsOneLine() {
    Path file = directory.resolve("nowhere.yaml");

    assertThat(Ran.gatehouse("check", file.toString()))
        .isEqualTo(new Ran(ExitCode.INVALID, "", file + ": no such file\n"));
    assertThat(Ran.gatehouse("explain", "-c", file.toString(), "GET", "http://a/"))
        .isEqualTo(new Ran(ExitCode.INVALID, "", file + ": no such file\n"));
  }

  @Test
  void aListOfBackendsIsCheckedWithItsOwnPlaces() throws Exception {
    Path list = directory.resolve("backends.yaml");
    Path file = write("pools: {app: {discovery: {file: backends.yaml}}}", "");

    String where = file + ":2:33: pools.app.discovery.file: " + list;
    String cannot = where + ": cannot be used (expected: a file with a list of backends)\n";
    assertThat(Ran.gatehouse("check", file.toString()))
        .isEqualTo(new Ran(ExitCode.INVALID, "", cannot + list + ": no such file\n2 problems\n"));
    Files.writeString(list, "- http://127.0.0.1:3000\n- {url: 127.0.0.1, wait: 3}\n");
    assertThat(Ran.gatehouse("check", file.toString()).err())
        .startsWith(cannot)
        .contains(list + ":2:9: [1].url: 127.0.0.1 (expected: http://host:port")
        .contains(list + ":2:20: [1]: unknown key wait");
    Files.writeString(list, "- http://127.0.0.1:3000\n");
    assertThat(Ran.gatehouse("check", file.toString()).exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aDirectoryIsNoConfiguration() {
    Ran ran = Ran.gatehouse("check", directory.toString());

    assertThat(ran.exitCode()).isEqualTo(ExitCode.INVALID);
    assertThat(ran.err().lines()).singleElement().asString().startsWith(directory + ": ");
  }

  @Test
  void aKeyThatCannotBeReadIsNamedWithItsPlace() throws Exception {
    certificate("site");
    Files.delete(directory.resolve("site.key"));
    Files.createDirectory(directory.resolve("site.key"));

    assertOneProblemWithTheKey();
  }

  @Test
  void aKeyThatIsNoneIsNamedWithItsPlace() throws Exception {
    certificate("site");
    Files.writeString(directory.resolve("site.key"), "not a key\n");

    assertOneProblemWithTheKey();
  }

  @Test
  void aKeyOfAnotherCertificateIsNamedWithItsPlace() throws Exception {
    certificate("site");
    Path key = directory.resolve("site.key");
    Files.writeString(key, bundle("other").getPrivateKeyPEM());

    assertOneProblemWithTheKey();
  }

  private void assertOneProblemWithTheKey() throws Exception {
    Path file =
        write(
            "pools: {app: {backends: ['http://127.0.0.1:3000']}}",
            ", tls: {certificates: [{certificate: site.crt, key: site.key}]}");

    Ran ran = Ran.gatehouse("check", file.toString());

    assertThat(ran.exitCode()).isEqualTo(ExitCode.INVALID);
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .matches(".*gatehouse\\.yaml:1:\\d+: listeners\\.web\\.tls\\.certificates\\[0]\\.key: .*")
        .contains("site.key");
  }

  private Path write(String pools, String listener) throws Exception {
    return Files.writeString(
        directory.resolve("gatehouse.yaml"),
        "listeners: {web: {address: '127.0.0.1:0'%s}}\n%s\nroutes: [{pool: app}]\n"
            .formatted(listener, pools));
  }

  private void certificate(String name) throws Exception {
    X509Bundle bundle = bundle(name);
    Files.writeString(directory.resolve(name + ".crt"), bundle.getCertificatePEM());
    Files.writeString(directory.resolve(name + ".key"), bundle.getPrivateKeyPEM());
  }

  private static X509Bundle bundle(String name) throws Exception {
    return new CertificateBuilder()
        .subject("CN=" + name)
        .addSanDnsName(name + ".example.com")
        .ecp256()
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }
}
