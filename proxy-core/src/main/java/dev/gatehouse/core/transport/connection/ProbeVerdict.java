package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.health.ActiveHealthSettings;
import dev.gatehouse.core.health.ProbeKind;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The judgement of a probe's answer, as pure functions of it. */
final class ProbeVerdict {
  private static final int GRPC_PREFIX = 5;

  /** Field 1 of HealthCheckResponse, a number, and its value SERVING. */
  private static final byte[] SERVING = {0x08, 0x01};

  private ProbeVerdict() {}

  /**
   * What speaks against the backend; null if nothing does.
   *
   * @param content the content, or the beginning of it
   */
  static @Nullable String of(ActiveHealthSettings settings, Response answer, byte[] content) {
    return settings.kind() == ProbeKind.GRPC
        ? ofGrpc(answer, content)
        : ofHttp(settings, answer, content);
  }

  private static @Nullable String ofHttp(
      ActiveHealthSettings settings, Response answer, byte[] content) {
    if (!settings.status().contains(answer.status())) {
      return "status " + answer.status() + " (expected: " + settings.status() + ")";
    }
    String wanted = settings.body();
    return wanted == null || new String(content, StandardCharsets.UTF_8).contains(wanted)
        ? null
        : "a body without \"" + wanted + "\"";
  }

  private static @Nullable String ofGrpc(Response answer, byte[] content) {
    if (answer.status() != 200) {
      return "status " + answer.status() + " (expected: 200)";
    }
    Headers trailers = answer.body().trailers();
    String status = answer.headers().get(HeaderNames.GRPC_STATUS);
    if (status == null && trailers != null) {
      status = trailers.get(HeaderNames.GRPC_STATUS);
    }
    if (!"0".equals(status)) {
      return "grpc-status " + status + " (expected: 0)";
    }
    boolean serving =
        content.length >= GRPC_PREFIX + SERVING.length
            && content[GRPC_PREFIX] == SERVING[0]
            && content[GRPC_PREFIX + 1] == SERVING[1];
    return serving ? null : "not serving";
  }
}
