package dev.gatehouse.server.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A WireMock that speaks HTTP/1.1 and HTTP/2, with and without TLS, and tells what it was asked: in
 * the fields {@code seen-method}, {@code seen-url}, {@code seen-protocol}, {@code seen-length},
 * {@code seen-cookie} and {@code seen-host}. The last segment of the path says what it answers.
 */
final class EchoServer implements AutoCloseable {
  /** What the path {@code large} gives. */
  static final byte[] LARGE = new byte[3 << 20];

  static {
    for (int i = 0; i < LARGE.length; i++) {
      LARGE[i] = (byte) (i * 31 + (i >> 10));
    }
  }

  private final WireMockServer server;

  private EchoServer(WireMockServer server) {
    this.server = server;
  }

  static EchoServer start(Pki pki) throws Exception {
    WireMockServer server =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(pki.keyStore().toString())
                .keystoreType("PKCS12")
                .keystorePassword(Pki.PASSWORD)
                .keyManagerPassword(Pki.PASSWORD)
                .jettyHeaderRequestSize(64 * 1024)
                .jettyHeaderResponseSize(64 * 1024)
                .gzipDisabled(true)
                .disableRequestJournal()
                .extensions(new Echo()));
    server.stubFor(any(anyUrl()).willReturn(ok()));
    server.start();
    return new EchoServer(server);
  }

  String http() {
    return "http://127.0.0.1:" + server.port();
  }

  String https() {
    return "https://localhost:" + server.httpsPort();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static final class Echo implements ResponseTransformerV2 {
    @Override
    public String getName() {
      return "echo";
    }

    @Override
    public boolean applyGlobally() {
      return true;
    }

    @Override
    public Response transform(Response response, ServeEvent event) {
      Request request = event.getRequest();
      String path = request.getUrl().replaceFirst("\\?.*", "");
      Response.Builder answer = Response.Builder.like(response).but();
      List<HttpHeader> fields = seen(request);
      switch (path.substring(path.lastIndexOf('/') + 1)) {
        case "no-content" -> answer.status(204);
        case "not-modified" -> {
          answer.status(304);
          add(fields, "ETag", "\"1\"");
        }
        case "elsewhere" -> {
          answer.status(302);
          add(fields, "Location", "/there?a=b");
        }
        case "cookies" -> {
          add(fields, "Set-Cookie", "a=1; Path=/");
          add(fields, "Set-Cookie", "b=2; HttpOnly");
        }
        case "wide" -> add(fields, "X-Wide", "w".repeat(16 * 1024));
        case "large" -> answer.body(LARGE);
        default -> answer.body(request.getBody());
      }
      return answer.headers(new HttpHeaders(fields)).build();
    }

    private static List<HttpHeader> seen(Request request) {
      List<HttpHeader> fields = new ArrayList<>();
      add(fields, "Seen-Method", request.getMethod().getName());
      add(fields, "Seen-Url", request.getUrl());
      add(fields, "Seen-Protocol", request.getProtocol());
      add(fields, "Seen-Length", Integer.toString(request.getBody().length));
      add(fields, "Seen-Cookie", request.getHeader("cookie"));
      add(fields, "Seen-Host", request.getHeader("host"));
      String wide = request.getHeader("x-wide");
      add(fields, "Seen-Wide", wide == null ? null : Integer.toString(wide.length()));
      return fields;
    }

    private static void add(List<HttpHeader> fields, String name, @Nullable String value) {
      if (value != null) {
        fields.add(new HttpHeader(name, value));
      }
    }
  }
}
