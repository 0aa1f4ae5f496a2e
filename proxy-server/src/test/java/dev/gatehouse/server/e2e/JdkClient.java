package dev.gatehouse.server.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The JDK's client: HTTP/1.1, and HTTP/2 under TLS. */
final class JdkClient implements Client {
  private final HttpClient http;
  private final URI base;

  JdkClient(URI base, Version version, @Nullable SSLContext tls) {
    HttpClient.Builder builder = HttpClient.newBuilder().version(version);
    this.http = (tls == null ? builder : builder.sslContext(tls)).build();
    this.base = base;
  }

  /** A client over HTTP/1.1 in cleartext. */
  static JdkClient cleartext(URI base) {
    return new JdkClient(base, Version.HTTP_1_1, null);
  }

  @Override
  public Reply send(Ask ask) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(ask.path()))
            .timeout(Duration.ofSeconds(15))
            .method(ask.method(), publisher(ask));
    ask.fields().forEach(field -> request.header(field[0], field[1]));
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    return new Reply(
        response.version().name(),
        List.of(),
        response.statusCode(),
        response.headers().map(),
        response.body(),
        Map.of());
  }

  private static BodyPublisher publisher(Ask ask) {
    if (!ask.sized()) {
      return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(ask.content()));
    }
    return ask.content().length == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.ofByteArray(ask.content());
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
