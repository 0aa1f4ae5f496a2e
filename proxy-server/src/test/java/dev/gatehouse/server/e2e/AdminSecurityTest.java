package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.server.reload.ReloadResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets what from an admin listener that others can reach, over real sockets. */
class AdminSecurityTest {
  private static final String TOKEN = "hunter2";

  @TempDir private Path folder = Path.of("");
  private Pki pki;
  private HttpClient plain;

  @BeforeEach
  void start() throws Exception {
    pki = new Pki(folder);
    plain = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    plain.close();
  }

  private Gateway gateway(String admin) {
    return Gateway.start(configuration(admin), folder);
  }

  private static String configuration(String admin) {
    return """
    admin: %s
    listeners: {web: {address: "127.0.0.1:0"}}
    access-log: {format: off}
    pools: {app: {backends: ["http://127.0.0.1:1"]}}
    routes: [{pool: app}]
    """
        .formatted(admin);
  }

  private static HttpResponse<String> get(HttpClient client, URI uri, String... fields)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return client.send(
        (fields.length == 0 ? request : request.headers(fields)).build(), BodyHandlers.ofString());
  }

  private static URI secure(Gateway gateway, String path) {
    return URI.create(
        gateway
            .admin(path)
            .toString()
            .replace("http:", "https:")
            .replace("127.0.0.1", "localhost"));
  }

  @Test
  void withoutTheTokenOnlyHealthIsToldElsewhere() throws Exception {
    try (Gateway gateway = gateway("{address: \"0.0.0.0:0\", token: " + TOKEN + "}")) {
      assertThat(get(plain, gateway.admin("/health/live")).statusCode()).isEqualTo(200);
      for (String path : new String[] {"/metrics", "/api/v1/pools", "/api/v1/overview"}) {
        HttpResponse<String> refused = get(plain, gateway.admin(path));
        assertThat(refused.statusCode()).as(path).isEqualTo(401);
        assertThat(refused.headers().firstValue("www-authenticate")).isPresent();
        String bearer = "Bearer " + TOKEN;
        assertThat(get(plain, gateway.admin(path), "authorization", bearer).statusCode())
            .as(path)
            .isEqualTo(200);
      }
    }
  }

  @Test
  void noAnswerShowsTheToken() throws Exception {
    try (Gateway gateway = gateway("{address: \"0.0.0.0:0\", token: " + TOKEN + "}")) {
      for (String path :
          List.of(
              "/api/v1/config",
              "/api/v1/config/history",
              "/api/v1/routes",
              "/api/v1/explain?url=http://a/&header=authorization:%20Bearer%20" + TOKEN,
              "/api/v1/timeline",
              "/api/v1/process",
              "/metrics")) {
        HttpResponse<String> shown =
            get(plain, gateway.admin(path), "authorization", "Bearer " + TOKEN);
        assertThat(shown.statusCode()).as(path).isEqualTo(200);
        assertThat(shown.body()).as(path).doesNotContain(TOKEN);
      }
    }
  }

  @Test
  void aReloadTakesOverAnotherToken() throws Exception {
    String before = "{address: \"0.0.0.0:0\", token: " + TOKEN + "}";
    String after = "{address: \"0.0.0.0:0\", token: another, open: [health, metrics]}";
    try (Gateway gateway = gateway(before)) {
      URI pools = gateway.admin("/api/v1/pools");
      assertThat(get(plain, pools, "authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
      assertThat(gateway.reload(configuration(after))).isInstanceOf(ReloadResult.Done.class);
      assertThat(get(plain, pools, "authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(401);
      assertThat(get(plain, pools, "authorization", "Bearer another").statusCode()).isEqualTo(200);
      assertThat(get(plain, gateway.admin("/metrics")).statusCode()).isEqualTo(200);
      String moved = after.replace("0.0.0.0:0", "127.0.0.1:0");
      assertThat(gateway.reload(configuration(moved)).toString()).contains("admin.address");
    }
  }

  @Test
  void whatIsOpenIsToldToAnybody() throws Exception {
    try (Gateway open = gateway("{address: \"0.0.0.0:0\", open: [metrics]}")) {
      assertThat(get(plain, open.admin("/metrics")).statusCode()).isEqualTo(200);
      assertThat(get(plain, open.admin("/health/live")).statusCode()).isEqualTo(403);
      assertThat(get(plain, open.admin("/api/v1/pools")).body()).startsWith("admin.token: absent");
    }
  }

  @Test
  void aCertificateOfAnOperatorOpensEverything() throws Exception {
    String admin =
        "{address: \"0.0.0.0:0\", tls: {certificates: [{certificate: site.crt, key: site.key}],"
            + " client-auth: {trust: ca.crt, mode: request}}}";
    try (Gateway gateway = gateway(admin);
        HttpClient nobody = client(pki.clientContext());
        HttpClient anna = client(pki.clientContext(pki.client("CN=anna")))) {
      URI pools = secure(gateway, "/api/v1/pools");
      assertThat(get(nobody, pools).statusCode()).isEqualTo(403);
      assertThat(get(anna, pools).statusCode()).isEqualTo(200);
      assertThat(get(anna, secure(gateway, "/api/v1/session")).body())
          .contains("certificate CN=anna");
      HttpRequest reload =
          HttpRequest.newBuilder(secure(gateway, "/api/v1/reload"))
              .header("content-type", "application/json")
              .header("origin", "https://evil.example")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      assertThat(anna.send(reload, BodyHandlers.ofString()).body())
          .as("a page of somebody else in anna's browser")
          .startsWith("origin");
    }
  }

  @Test
  void whoHasNoCertificateDoesNotConnectWhereOneIsRequired() throws Exception {
    String admin =
        "{address: \"0.0.0.0:0\", tls: {certificates: [{certificate: site.crt, key: site.key}],"
            + " client-auth: {trust: ca.crt}}}";
    try (Gateway gateway = gateway(admin)) {
      URI live = secure(gateway, "/health/live");
      try (HttpClient nobody = client(pki.clientContext())) {
        assertThatThrownBy(() -> get(nobody, live)).isInstanceOf(IOException.class);
      }
      try (HttpClient anna = client(pki.clientContext(pki.client("CN=anna")))) {
        assertThat(get(anna, live).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void certificatesAreRereadWhenTheyChange() throws Exception {
    String admin =
        "{address: \"127.0.0.1:0\", tls: {certificates: [{certificate: site.crt, key: site.key}]}}";
    try (Gateway gateway = gateway(admin)) {
      URI live = secure(gateway, "/health/live");
      assertThat(shown(live)).isEqualTo("CN=localhost");
      pki.write("site", pki.server("second.localhost"));
      Await.until("the second is shown", () -> shown(live).equals("CN=second.localhost"));
    }
  }

  /** The subject of the certificate that is shown, whatever name it is for. */
  private String shown(URI uri) {
    try (HttpClient client = client(pki.clientContext())) {
      URI byAddress = URI.create(uri.toString().replace("localhost", "127.0.0.1"));
      HttpResponse<String> response = get(client, byAddress);
      X509Certificate leaf =
          (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
      return leaf.getSubjectX500Principal().getName();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static HttpClient client(SSLContext context) {
    return HttpClient.newBuilder().sslContext(context).build();
  }
}
