package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.transport.connection.BackendConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/**
 * A backend's HTTP/2 connection with a scripted backend at its other end. What it tells its pool is
 * noted.
 */
abstract class BackendRig implements BackendConnection.Owner {
  /** Netty keeps stream 1 for an upgrade from HTTP/1. */
  static final int FIRST = 3;

  static final long PROTOCOL_ERROR = 1;
  static final long REFUSED_STREAM = 7;
  static final long CANCEL = 8;

  final FramePeer backend = new FramePeer().expectingPreface();
  final List<String> told = new ArrayList<>();
  final Http2BackendConnection connection = connect(10_000);

  Http2BackendConnection connect(int maxRequests) {
    long now = backend.clock.nanos();
    Http2BackendConnection made =
        new Http2BackendConnection(
            backend.loop,
            this,
            "https",
            maxRequests,
            now + Duration.ofHours(1).toNanos(),
            Duration.ofSeconds(20).toNanos());
    made.install(backend.channel.pipeline());
    backend.turn().settings(new Http2Settings());
    return made;
  }

  @AfterEach
  void close() {
    backend.close();
    assertThat(connection.active()).isZero();
    assertThat(connection.room()).isZero();
    assertThat(told).filteredOn("retired"::equals).hasSize(1);
    assertThat(backend.loop.deadlines().size()).isZero();
  }

  @Override
  public void freed(BackendConnection connection) {
    told.add("freed");
  }

  @Override
  public void retired(BackendConnection connection) {
    told.add("retired");
  }

  RecordedUpstream send(String method, Body body, String... fields) {
    RecordedUpstream upstream = new RecordedUpstream();
    connection.open(upstream);
    upstream.stream().send(request(method, fields), body);
    backend.turn();
    return upstream;
  }

  RecordedUpstream get() {
    return send("GET", Body.empty());
  }

  static Request request(String method, String... fields) {
    Headers headers = new Headers();
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    return new Request(
        method,
        HttpVersion.HTTP_1_1,
        "http",
        new Authority("a.test:81", "a.test", 81),
        "/b?c=d",
        "/b",
        "c=d",
        headers,
        Body.empty());
  }

  FramePeer answer(int streamId, boolean end, int status, String... fields) {
    String[] all = new String[2 + fields.length];
    all[0] = ":status";
    all[1] = Integer.toString(status);
    System.arraycopy(fields, 0, all, 2, fields.length);
    return backend.headers(streamId, end, all);
  }

  static FailureReason failure(Body body) {
    FakeIntake.read(body);
    assertThat(body.ended()).isFalse();
    Failure failure = body.failure();
    if (failure == null) {
      throw new AssertionError("the body did not fail");
    }
    return failure.reason();
  }

  static ByteBuf zeros(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  static final class NoFeed implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }
}
