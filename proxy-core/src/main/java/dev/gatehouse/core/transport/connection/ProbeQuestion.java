package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.forward.UpstreamStream;
import dev.gatehouse.core.health.ActiveHealthSettings;
import dev.gatehouse.core.health.ProbeKind;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.pool.Backend;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a probe asks: a GET, or a call of {@code grpc.health.v1.Health/Check} (the gRPC health
 * checking protocol). Pure functions.
 */
final class ProbeQuestion {
  private static final String GRPC_PATH = "/grpc.health.v1.Health/Check";
  private static final String AGENT = "gatehouse-health";

  /** Field 1 of HealthCheckRequest, a string. */
  private static final byte SERVICE = 0x0a;

  private static final int GRPC_PREFIX = 5;

  private ProbeQuestion() {}

  static void send(UpstreamStream stream, Backend backend, ActiveHealthSettings settings) {
    boolean grpc = settings.kind() == ProbeKind.GRPC;
    Headers headers = new Headers(4).add(HeaderNames.USER_AGENT, AGENT);
    if (grpc) {
      headers.add(HeaderNames.CONTENT_TYPE, "application/grpc").add(HeaderNames.TE, "trailers");
    }
    Body body =
        grpc ? new BufferBody(Unpooled.wrappedBuffer(check(settings.service()))) : Body.empty();
    stream.send(request(backend, settings, grpc, headers, body), body);
  }

  private static Request request(
      Backend backend, ActiveHealthSettings settings, boolean grpc, Headers headers, Body body) {
    String target = grpc ? GRPC_PATH : settings.path();
    int question = target.indexOf('?');
    String host = settings.host();
    return new Request(
        grpc ? Methods.POST : Methods.GET,
        HttpVersion.HTTP_1_1,
        backend.settings().url().tls() ? "https" : "http",
        host == null ? backend.authority() : new Authority(host, host, -1),
        target,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? null : target.substring(question + 1),
        headers,
        body);
  }

  /** One message: not compressed, its length, and the service's name if there is one. */
  static byte[] check(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    int length = name.length == 0 ? 0 : 2 + name.length;
    ByteBuffer message = ByteBuffer.allocate(GRPC_PREFIX + length).put((byte) 0).putInt(length);
    if (length > 0) {
      message.put(SERVICE).put((byte) name.length).put(name);
    }
    return message.array();
  }
}
