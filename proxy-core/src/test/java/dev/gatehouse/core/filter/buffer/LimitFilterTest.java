package dev.gatehouse.core.filter.buffer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.FilterTester.Decision;
import dev.gatehouse.core.testing.TestExchange;
import org.junit.jupiter.api.Test;

class LimitFilterTest {
  private final LimitFilter filter = new LimitFilter(8);
  private final RecordedFeed feed = new RecordedFeed();

  @Test
  void refusesAnAnnouncedLengthBeyondTheMaximumBeforeAskingForContent() {
    Exchange exchange = exchange(new FedBody(9, feed));
    assertThat(FilterTester.run(filter, exchange).failure().reason())
        .isEqualTo(FailureReason.BODY_TOO_LARGE);
    assertThat(feed.wanted).isZero();
    assertThat(feed.abandoned).isEqualTo(1);
    exchange.sent();
  }

  @Test
  void leavesABodyOfAnAnnouncedLengthAsItIs() {
    FedBody body = new FedBody(8, feed);
    Exchange exchange = exchange(body);
    assertThat(FilterTester.run(filter, exchange).decision()).isEqualTo(Decision.NEXT);
    assertThat(exchange.request().body()).isSameAs(body);
    exchange.sent();
  }

  @Test
  void passesOnABodyOfExactlyTheMaximumWithItsTrailers() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    Exchange exchange = exchange(body);
    FilterTester.run(filter, exchange);
    body.offer(Content.piece("1234"));
    body.offer(Content.piece("5678"));
    Headers trailers = new Headers().add("checksum", "1");
    body.complete(trailers);
    Body limited = exchange.request().body();
    assertThat(Content.read(limited, () -> {})).isEqualTo("12345678".getBytes(US_ASCII));
    assertThat(limited.trailers()).isSameAs(trailers);
    exchange.sent();
  }

  @Test
  void breaksOffABodyThatGrowsBeyondTheMaximum() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    Exchange exchange = exchange(body);
    FilterTester.run(filter, exchange);
    body.offer(Content.piece("1234"));
    body.offer(Content.piece("56789"));
    Body limited = exchange.request().body();
    requireNonNull(limited.read()).release();
    assertThat(limited.read()).isNull();
    assertThat(limited.ended()).isFalse();
    assertThat(requireNonNull(limited.failure()).reason()).isEqualTo(FailureReason.BODY_TOO_LARGE);
    assertThat(feed.abandoned).isEqualTo(1);
    exchange.sent();
  }

  private static Exchange exchange(Body body) {
    return TestExchange.of("POST", "/").body(body).exchange();
  }
}
