package dev.gatehouse.server.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What commands ask the admin listener of a running server. Blocks. */
final class AdminClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A reload may wait for name servers and read many files. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** The admin listener cannot be asked; the message is one line. */
  static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1;

    Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** An answer; null if the content is not JSON. */
  record Answer(int status, String text, @Nullable JsonNode json) {
    /** The content, without the end of its last line. */
    String line() {
      return text.strip();
    }
  }

  private final JsonMapper mapper = new JsonMapper();
  private final HttpClient http;
  private final URI base;
  private final @Nullable String token;

  /**
   * @param base where the listener is
   * @param token what changes are allowed by; null if none is needed
   * @param tls whom to trust, and what to show; null: the JDK's own
   */
  AdminClient(URI base, @Nullable String token, @Nullable SSLContext tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    this.http = (tls == null ? builder : builder.sslContext(tls)).build();
    this.base = base;
    this.token = token;
  }

  Answer get(String path) throws Unreachable {
    return send(HttpRequest.newBuilder(base.resolve(path)).GET());
  }

  Answer post(String path, String json) throws Unreachable {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** {@code value} as JSON. */
  String json(Object value) {
    return mapper.writeValueAsString(value);
  }

  private Answer send(HttpRequest.Builder request) throws Unreachable {
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<String> response =
          http.send(request.timeout(LONGEST).build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), parsed(response.body()));
    } catch (ConnectException e) {
      throw new Unreachable("nobody listens at " + base + " (expected: a running Gatehouse)", e);
    } catch (IOException e) {
      throw new Unreachable("no answer from " + base + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted", e);
    }
  }

  private @Nullable JsonNode parsed(String text) {
    try {
      return mapper.readTree(text);
    } catch (JacksonException e) {
      return null; // a line of text, then
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
