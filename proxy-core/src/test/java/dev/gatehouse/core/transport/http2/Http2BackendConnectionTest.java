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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Http2BackendConnectionTest implements BackendConnection.Owner {
  /** Netty keeps stream 1 for an upgrade from HTTP/1. */
  private static final int FIRST = 3;

  private static final long PROTOCOL_ERROR = 1;
  private static final long REFUSED_STREAM = 7;
  private static final long CANCEL = 8;

  private final FramePeer backend = new FramePeer().expectingPreface();
  private final List<String> told = new ArrayList<>();
  private final Http2BackendConnection connection = connect(10_000);

  private Http2BackendConnection connect(int maxRequests) {
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

  private RecordedUpstream send(String method, Body body, String... fields) {
    RecordedUpstream upstream = new RecordedUpstream();
    connection.open(upstream);
    upstream.stream().send(request(method, fields), body);
    backend.turn();
    return upstream;
  }

  private RecordedUpstream get() {
    return send("GET", Body.empty());
  }

  private static Request request(String method, String... fields) {
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

  private FramePeer answer(int streamId, boolean end, int status, String... fields) {
    String[] all = new String[2 + fields.length];
    all[0] = ":status";
    all[1] = Integer.toString(status);
    System.arraycopy(fields, 0, all, 2, fields.length);
    return backend.headers(streamId, end, all);
  }

  @Test
  void sendsTheRequestAsItIs() {
    send("GET", Body.empty(), "accept", "*/*", "te", "trailers");
    assertThat(backend.received.getFirst()).startsWith("SETTINGS").contains("ENABLE_PUSH=0");
    assertThat(backend.received("HEADERS"))
        .containsExactly(
            "HEADERS 3 end :method=GET :scheme=https :authority=a.test:81 :path=/b?c=d accept=*/*"
                + " te=trailers");
  }

  @Test
  void handsTheAnswerOver() {
    RecordedUpstream upstream = get();
    answer(3, false, 200, "content-length", "6").data(3, "abc", false);
    Body body = upstream.response().body();
    assertThat(body.length()).isEqualTo(6);
    assertThat(FakeIntake.read(body)).isEqualTo("abc");
    assertThat(body.ended()).isFalse();
    backend.data(3, "def", true);
    assertThat(FakeIntake.read(body)).isEqualTo("def");
    assertThat(body.ended()).isTrue();
    assertThat(upstream.heard).containsExactly("sent", "responded 200");
    assertThat(told).as("its settings, and the end").containsExactly("freed", "freed");
    assertThat(connection.active()).isZero();
    assertThat(upstream.stream().reused()).isFalse();
    RecordedUpstream next = get();
    assertThat(next.stream().reused()).isTrue();
    // what is over cannot be given up
    upstream.stream().cancel(upstream);
    assertThat(backend.turn().received("RST_STREAM")).isEmpty();
  }

  @Test
  void sendsContentAndTrailers() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new NoFeed());
    RecordedUpstream upstream = send("POST", body, "content-length", "99");
    body.offer(Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII));
    backend.turn();
    assertThat(upstream.heard).isEmpty();
    body.complete(new Headers().add("x-sum", "3"));
    backend.turn();
    assertThat(backend.received("HEADERS").getFirst()).doesNotContain("content-length", "end");
    assertThat(backend.received("DATA")).containsExactly("DATA 3 3");
    assertThat(backend.received("HEADERS").getLast()).isEqualTo("HEADERS 3 end x-sum=3");
    assertThat(upstream.heard).containsExactly("sent");
  }

  @Test
  void statesTheLengthThatTheBodyKnows() {
    send("POST", FakeIntake.text("hello"), "content-length", "99");
    assertThat(backend.received("HEADERS").getFirst()).endsWith("content-length=5");
    assertThat(backend.received("DATA")).containsExactly("DATA 3 end 5");
  }

  @Test
  void readsTrailers() {
    RecordedUpstream upstream = get();
    answer(3, false, 200).data(3, "abc", false);
    backend.headers(3, true, "grpc-status", "0", "set-cookie", "a=b");
    Body body = upstream.response().body();
    assertThat(FakeIntake.read(body)).isEqualTo("abc");
    assertThat(body.ended()).isTrue();
    assertThat(body.trailers()).hasToString("grpc-status: 0\n");
  }

  @Test
  void passesInterimAnswersOn() {
    RecordedUpstream upstream = get();
    answer(3, false, 100);
    answer(3, false, 103, "link", "</a>");
    answer(3, true, 204);
    assertThat(upstream.heard)
        .containsExactly("sent", "informed 100", "informed 103", "responded 204");
  }

  @Test
  void boundsInterimAnswers() {
    RecordedUpstream upstream = get();
    for (int i = 0; i < 17; i++) {
      answer(3, false, 103);
    }
    assertThat(upstream.heard).endsWith("failed backend-protocol sent");
    assertThat(backend.received("RST_STREAM")).containsExactly("RST_STREAM 3 " + PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":status=20",
        ":status=2000",
        ":status=2x0",
        ":status=099",
        ":status=600",
        ":status=101",
        ":status=200|:status=200",
        ":status=200|:path=/",
        "a=b|:status=200",
        ":status=200|Server=x",
        ":status=200|connection=close",
        ":status=200|transfer-encoding=chunked",
        ":status=200|a=b\r\nc: d",
        ":status=200|content-length=1|content-length=1",
        ":status=200|content-length=-1"
      })
  void failsAMalformedHead(String fields) {
    RecordedUpstream upstream = get();
    backend.headers(3, false, MalformedRequestTest.split(fields));
    assertThat(upstream.heard).containsExactly("sent", "failed backend-protocol sent");
    assertThat(backend.received("RST_STREAM")).containsExactly("RST_STREAM 3 " + PROTOCOL_ERROR);
    get();
    assertThat(backend.received("HEADERS")).hasSize(2);
  }

  @Test
  void failsABodyThatIsShorterOrLongerThanItsLength() {
    RecordedUpstream shorter = get();
    RecordedUpstream longer = get();
    RecordedUpstream none = get();
    answer(3, false, 200, "content-length", "4").data(3, "abc", true);
    answer(5, false, 200, "content-length", "2").data(5, "abc", false);
    answer(7, true, 200, "content-length", "2");
    assertThat(failure(shorter.response().body())).isEqualTo(FailureReason.BACKEND_INCOMPLETE);
    assertThat(failure(longer.response().body())).isEqualTo(FailureReason.BACKEND_INCOMPLETE);
    assertThat(none.heard).endsWith("failed backend-protocol sent");
  }

  private static FailureReason failure(Body body) {
    FakeIntake.read(body);
    assertThat(body.ended()).isFalse();
    Failure failure = body.failure();
    if (failure == null) {
      throw new AssertionError("the body did not fail");
    }
    return failure.reason();
  }

  @Test
  void acceptsLengthsOfAnswersWithoutContent() {
    RecordedUpstream head = send("HEAD", Body.empty());
    RecordedUpstream notModified = get();
    answer(3, false, 200, "content-length", "4").data(3, "", true);
    answer(5, true, 304, "content-length", "4");
    assertThat(head.heard).containsExactly("sent", "responded 200");
    assertThat(notModified.heard).containsExactly("sent", "responded 304");
    assertThat(head.response().body().ended()).isTrue();
    assertThat(connection.active()).isZero();
  }

  @Test
  void tellsWhatABackendRefusedFromWhatItReset() {
    RecordedUpstream refused = get();
    RecordedUpstream reset = get();
    RecordedUpstream cut = get();
    answer(7, false, 200).data(7, "abc", false);
    backend.reset(3, REFUSED_STREAM).reset(5, CANCEL).reset(7, CANCEL);
    assertThat(refused.heard).containsExactly("sent", "failed stream-refused unsent");
    assertThat(reset.heard).containsExactly("sent", "failed backend-reset sent");
    assertThat(failure(cut.response().body())).isEqualTo(FailureReason.BACKEND_RESET);
    assertThat(connection.active()).isZero();
  }

  @Test
  void finishesWhatAGoAwayLeavesAndRefusesTheRest() {
    RecordedUpstream first = get();
    RecordedUpstream second = get();
    backend.goAway(3, 0);
    assertThat(connection.room()).isZero();
    assertThat(told).contains("retired");
    assertThat(second.heard).containsExactly("sent", "failed stream-refused unsent");
    assertThat(backend.channel.isActive()).isTrue();
    answer(3, true, 200);
    assertThat(first.heard).containsExactly("sent", "responded 200");
    assertThat(backend.turn().channel.isActive()).isFalse();
  }

  @Test
  void takesAWarningGoAwayAsTheEndOfNewStreamsOnly() {
    RecordedUpstream first = get();
    backend.goAway(Integer.MAX_VALUE, 0);
    assertThat(connection.room()).isZero();
    backend.goAway(3, 0);
    answer(3, true, 200);
    assertThat(first.heard).containsExactly("sent", "responded 200");
  }

  @Test
  void failsEveryStreamOfAConnectionThatCloses() {
    RecordedUpstream waiting = get();
    RecordedUpstream halfway = get();
    answer(5, false, 200).data(5, "abc", false);
    backend.channel.close();
    backend.turn();
    assertThat(waiting.heard).containsExactly("sent", "failed backend-closed sent");
    assertThat(failure(halfway.response().body())).isEqualTo(FailureReason.BACKEND_INCOMPLETE);
  }

  @Test
  void doesNotTakeAClosedConnectionForABrokenOne() {
    RecordedUpstream upstream = new RecordedUpstream();
    connection.open(upstream);
    upstream.stream().send(request("GET"), Body.empty());
    // the flush of the request finds the channel closed, before anyone was told
    backend.channel.unsafe().close(backend.channel.newPromise());
    backend.turn();
    assertThat(upstream.heard).last().isEqualTo("failed backend-closed sent");
  }

  @Test
  void failsEveryStreamOfAConnectionThatSpeaksSomethingElse() {
    RecordedUpstream upstream = get();
    backend.raw(
        Unpooled.copiedBuffer("HTTP/1.1 400 Bad Request\r\n\r\n", StandardCharsets.US_ASCII));
    assertThat(upstream.heard).containsExactly("sent", "failed backend-protocol sent");
    assertThat(backend.channel.isActive()).isFalse();
  }

  @Test
  void refusesStreamsThatTheBackendOpens() {
    answer(2, true, 200);
    assertThat(backend.received("GOAWAY").getLast()).endsWith(" " + PROTOCOL_ERROR);
    assertThat(backend.channel.isActive()).isFalse();
  }

  @Test
  void resetsAStreamThatIsGivenUp() {
    RecordedUpstream upstream = get();
    upstream.stream().cancel(upstream);
    backend.turn();
    assertThat(backend.received("RST_STREAM")).containsExactly("RST_STREAM 3 " + CANCEL);
    answer(3, true, 200);
    assertThat(upstream.heard).doesNotContain("responded 200");
    assertThat(connection.active()).isZero();
    assertThat(backend.channel.isActive()).isTrue();
  }

  @Test
  void resetsAStreamWhoseAnswerIsNotWanted() {
    RecordedUpstream upstream = get();
    answer(3, false, 200).data(3, "abc", false);
    upstream.response().body().discard();
    backend.turn();
    assertThat(backend.received("RST_STREAM")).containsExactly("RST_STREAM 3 " + CANCEL);
    assertThat(connection.active()).isZero();
  }

  @Test
  void stopsSendingARequestThatWasAnswered() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new NoFeed());
    RecordedUpstream upstream = send("POST", body);
    body.offer(Unpooled.wrappedBuffer(new byte[1000]));
    backend.turn();
    answer(3, true, 413);
    assertThat(upstream.heard).containsExactly("responded 413");
    assertThat(backend.turn().received("RST_STREAM")).containsExactly("RST_STREAM 3 " + CANCEL);
    body.offer(Unpooled.wrappedBuffer(new byte[1000]));
    backend.turn();
    assertThat(backend.received("DATA")).hasSize(1);
    assertThat(connection.active()).isZero();
    body.discard();
  }

  @Test
  void passesOnThatTheRequestBrokeOff() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new NoFeed());
    RecordedUpstream upstream = send("POST", body);
    body.offer(Unpooled.wrappedBuffer(new byte[1000]));
    body.fail(Failure.of(FailureReason.CLIENT_GONE));
    backend.turn();
    assertThat(backend.received("RST_STREAM")).containsExactly("RST_STREAM 3 " + CANCEL);
    assertThat(backend.received).noneMatch(line -> line.contains("DATA 3 end"));
    assertThat(upstream.heard).containsExactly("failed client-gone sent");
  }

  @Test
  void oneReaderThatStopsDoesNotStopTheOthers() {
    List<RecordedUpstream> stalled = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      stalled.add(get());
    }
    RecordedUpstream reading = get();
    for (int i = 0; i < 30; i++) {
      answer(FIRST + 2 * i, false, 200);
      for (int frame = 0; frame < 4; frame++) {
        backend.data(FIRST + 2 * i, zeros(frame == 3 ? 16_383 : 16_384), false);
      }
    }
    assertThat(backend.received("WINDOW_UPDATE 0")).isNotEmpty();
    for (int i = 0; i < 30; i++) {
      assertThat(backend.received("WINDOW_UPDATE " + (FIRST + 2 * i) + " ")).isEmpty();
    }
    answer(63, false, 200).data(63, zeros(16_384), true);
    assertThat(FakeIntake.read(reading.response().body())).hasSize(16_384);
    stalled.forEach(upstream -> upstream.response().body().discard());
  }

  @Test
  void hasAsMuchRoomAsBothSidesAllow() {
    assertThat(connection.room()).isEqualTo(100);
    backend.settings(new Http2Settings().maxConcurrentStreams(2));
    assertThat(connection.room()).isEqualTo(2);
    get();
    get();
    assertThat(connection.room()).isZero();
    backend.settings(new Http2Settings().maxConcurrentStreams(3));
    assertThat(connection.room()).isEqualTo(1);
    assertThat(told).endsWith("freed");
  }

  @Test
  void givesUpABackendThatIsGone() {
    RecordedUpstream upstream = get();
    backend.advance(Duration.ofSeconds(14));
    assertThat(backend.received("PING")).isEmpty();
    backend.advance(Duration.ofSeconds(3));
    assertThat(backend.received("PING")).hasSize(1);
    backend.advance(Duration.ofSeconds(12));
    assertThat(upstream.heard).last().isEqualTo("failed backend-reset sent");
    assertThat(backend.channel.isActive()).isFalse();
  }

  @Test
  void bearsABackendThatTakesItsTimeButIsThere() {
    RecordedUpstream upstream = get();
    backend.advance(Duration.ofSeconds(17));
    backend.ping(true, Long.parseLong(backend.received("PING").getFirst().substring(5)));
    backend.advance(Duration.ofMinutes(5));
    assertThat(backend.received("PING")).hasSize(1); // more would be taken for a nuisance
    assertThat(backend.channel.isActive()).isTrue();
    backend.headers(3, true, ":status", "200");
    assertThat(upstream.heard).last().asString().startsWith("responded");
  }

  @Test
  void closesWhenItIsIdleTooLong() {
    RecordedUpstream upstream = get();
    backend.advance(Duration.ofSeconds(17));
    backend.settings(new Http2Settings()).advance(Duration.ofSeconds(33)); // it is there
    answer(3, true, 200);
    assertThat(upstream.heard).endsWith("responded 200");
    backend.advance(Duration.ofSeconds(19));
    assertThat(backend.channel.isActive()).isTrue();
    backend.advance(Duration.ofSeconds(2));
    assertThat(told).endsWith("retired");
    assertThat(backend.channel.isActive()).isFalse();
  }

  @Test
  void closesWithItsLastStream() {
    RecordedUpstream upstream = get();
    connection.close();
    backend.turn();
    assertThat(connection.room()).isZero();
    answer(3, true, 200);
    assertThat(upstream.heard).endsWith("responded 200");
    assertThat(backend.turn().channel.isActive()).isFalse();
  }

  private static ByteBuf zeros(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  private static final class NoFeed implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }
}
