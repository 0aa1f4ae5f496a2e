package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers over a backend's HTTP/2 connection. */
final class Http2BackendConnectionTest extends BackendRig {
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
}
