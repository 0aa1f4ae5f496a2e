package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.failure.FailureReason;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a backend's HTTP/2 connection ends, and what becomes of the streams on it. */
final class Http2BackendLifeTest extends BackendRig {
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
  void knowsThatNothingWasSentOnAConnectionThatClosedBeforeTheFlush() {
    RecordedUpstream upstream = new RecordedUpstream();
    connection.open(upstream);
    upstream.stream().send(request("GET"), Body.empty());
    // the flush of the request finds the channel closed, before anyone was told
    backend.channel.unsafe().close(backend.channel.newPromise());
    backend.turn();
    assertThat(upstream.heard).containsExactly("sent", "failed backend-closed unsent");
  }

  @Test
  void takesARequestForSentThatWasFlushedBeforeTheConnectionClosed() {
    RecordedUpstream earlier = get();
    RecordedUpstream later = new RecordedUpstream();
    connection.open(later);
    later.stream().send(request("POST"), Body.empty());
    backend.channel.unsafe().close(backend.channel.newPromise());
    backend.turn();
    assertThat(earlier.heard).last().isEqualTo("failed backend-closed sent");
    assertThat(later.heard).last().isEqualTo("failed backend-closed unsent");
  }

  @Test
  void takesARequestForSentThatIsStillToBeFlushedWhenItsStreamBreaks() {
    RecordedUpstream upstream = new RecordedUpstream();
    connection.open(upstream);
    upstream.stream().send(request("GET"), Body.empty());
    backend.headers(FIRST, true, "x", "an answer without a status");
    assertThat(upstream.heard).last().isEqualTo("failed backend-protocol sent");
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
}
