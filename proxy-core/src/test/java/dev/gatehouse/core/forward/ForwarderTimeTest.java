package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a forwarder waits, and for what. */
final class ForwarderTimeTest {
  @RegisterExtension private final ForwardRig rig = new ForwardRig();

  @Test
  void waitsForTheFirstByteFromTheEndOfTheRequest() {
    rig.forward("GET");
    rig.loop.advance(ForwardRig.FIRST_BYTE.multipliedBy(2));
    rig.upstreams.last().stream(false);
    rig.loop.advance(ForwardRig.FIRST_BYTE.multipliedBy(2));
    rig.upstreams.last().listener().requestSent();
    rig.loop.advance(ForwardRig.FIRST_BYTE.minusMillis(100));
    assertThat(rig.answers.told).isEmpty();

    rig.loop.advance(Duration.ofMillis(200));
    assertThat(rig.answers.told).containsExactly("fail first-byte-timeout");
    assertThat(rig.upstreams.cancelled).isOne();
    assertThat(rig.upstreams.asks).hasSize(1);
    assertThat(rig.observed).endsWith("failed first-byte-timeout");
  }

  @Test
  void endsARequestThatTheBackendDoesNotRead() {
    rig.forward("PUT");
    rig.upstreams.last().stream(false);
    rig.upstreams.last().listener().stalled(true);
    rig.loop.advance(ForwardRig.IDLE.minusSeconds(1));
    rig.upstreams.last().listener().stalled(false);
    rig.loop.advance(ForwardRig.IDLE.plusSeconds(1));
    assertThat(rig.answers.told).isEmpty();

    rig.upstreams.last().listener().stalled(true);
    rig.loop.advance(ForwardRig.IDLE.plusSeconds(1));
    assertThat(rig.answers.told).containsExactly("fail backend-stalled");
    assertThat(rig.upstreams.cancelled).isOne();
  }

  @Test
  void cutsAnAnswerThatStandsStill() {
    FedBody content = rig.answerWithContent();
    rig.loop.advance(ForwardRig.IDLE.minusMillis(100));
    assertThat(content.over()).isFalse();

    rig.loop.advance(ForwardRig.IDLE.dividedBy(4).plusMillis(200));
    assertThat(content.failure()).isEqualTo(Failure.of(FailureReason.BACKEND_IDLE));
    assertThat(rig.upstreams.cancelled).isOne();
    assertThat(rig.observed).endsWith("failed backend-idle");
    assertThat(rig.answers.told).containsExactly("respond 200");
  }

  @Test
  void bearsWithAnAnswerThatMoves() {
    FedBody content = rig.answerWithContent();
    for (int i = 0; i < 4; i++) {
      rig.loop.advance(ForwardRig.IDLE.minusSeconds(1));
      content.offer(Unpooled.wrappedBuffer(new byte[1]));
      Objects.requireNonNull(content.read()).release();
    }
    assertThat(content.over()).isFalse();
    assertThat(rig.upstreams.cancelled).isZero();
  }

  @Test
  void doesNotBlameTheBackendForAClientThatReadsSlowly() {
    FedBody content = rig.answerWithContent();
    content.offer(Unpooled.wrappedBuffer(new byte[1]));
    rig.loop.advance(ForwardRig.IDLE.multipliedBy(3));
    assertThat(content.over()).isFalse();
  }

  @Test
  void endsAnExchangeAfterItsTotalTimeWhileItWaits() {
    rig.forward("GET");
    rig.loop.advance(ForwardRig.TOTAL.plusMillis(100));
    assertThat(rig.answers.told).containsExactly("fail total-timeout");
    assertThat(rig.upstreams.abandoned).isOne();
  }

  @Test
  void endsAnExchangeAfterItsTotalTimeWhileItIsAnswered() {
    FedBody content = rig.answerWithContent();
    for (int i = 0; i < ForwardRig.TOTAL.toSeconds(); i++) {
      content.offer(Unpooled.wrappedBuffer(new byte[1]));
      rig.loop.advance(Duration.ofSeconds(1));
    }
    rig.loop.advance(Duration.ofMillis(100));
    assertThat(rig.aborted()).isEqualTo(FailureReason.TOTAL_TIMEOUT);
    assertThat(rig.upstreams.cancelled).isOne();
  }

  @Test
  void endsAnExchangeAfterItsTotalTimeWhenOnlyASlowClientIsLeft() {
    FedBody content = rig.answerWithContent();
    content.complete(null);
    rig.loop.advance(ForwardRig.TOTAL.plusMillis(100));
    assertThat(rig.aborted()).isEqualTo(FailureReason.TOTAL_TIMEOUT);
  }

  @Test
  void endsAnExchangeAfterItsTotalTimeWhenTheAnswerWasCutBefore() {
    FedBody content = rig.answerWithContent();
    rig.loop.advance(ForwardRig.IDLE.multipliedBy(2));
    assertThat(content.over()).as("cut, and the client has not read so far").isTrue();
    assertThat(rig.aborted()).isNull();

    rig.loop.advance(ForwardRig.TOTAL);
    assertThat(rig.aborted()).isEqualTo(FailureReason.TOTAL_TIMEOUT);
  }

  @Test
  void countsTheTotalTimeOverAllAttempts() {
    rig.forward("GET");
    rig.loop.advance(ForwardRig.TOTAL.dividedBy(2));
    rig.upstreams.last().fail(FailureReason.CONNECT_TIMEOUT, false);
    rig.loop.advance(ForwardRig.TOTAL.dividedBy(2).plusMillis(100));
    assertThat(rig.answers.told).containsExactly("fail total-timeout");
  }

  @Test
  void waitsForEverWithoutLimits() {
    TimeoutSettings none =
        new TimeoutSettings(
            Duration.ofSeconds(3),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO);
    rig.forward(
        new Forwarder(rig.pool(), rig.upstreams, none, HostPolicy.REQUEST), rig.client("GET"));
    rig.upstreams.last().accept(false);
    rig.upstreams.last().listener().stalled(true);
    rig.loop.advance(Duration.ofHours(1));
    assertThat(rig.answers.told).isEmpty();

    FedBody content = new FedBody(Body.UNKNOWN_LENGTH, new UnwatchedFeed());
    rig.upstreams.last().listener().responded(new Response(200, new Headers(), content));
    rig.loop.advance(Duration.ofHours(1));
    assertThat(content.over()).isFalse();
  }
}
