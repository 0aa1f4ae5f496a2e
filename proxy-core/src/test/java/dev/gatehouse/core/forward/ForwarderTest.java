package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ForwarderTest {
  @RegisterExtension private final ForwardRig rig = new ForwardRig();

  @Test
  void answersWithWhatTheBackendAnswers() {
    rig.forward("GET");
    assertThat(rig.upstreams.last().backend().active()).isOne();
    rig.upstreams.last().accept(false);
    rig.loop.advance(Duration.ofMillis(500));
    rig.upstreams.last().answer(200);

    assertThat(rig.answers.response().status()).isEqualTo(200);
    rig.exchange().sent();

    assertThat(rig.exchange().attempts()).isOne();
    assertThat(rig.exchange().pool()).isEqualTo("app");
    assertThat(rig.exchange().backend()).isEqualTo(rig.upstreams.last().backend().name());
    assertThat(rig.observed).containsExactly("attempted", "responded 200 after 500 ms");
    assertThat(rig.upstreams.last().backend().active()).isZero();
  }

  @Test
  void passesInterimAnswersOn() {
    rig.forward("GET");
    rig.upstreams.last().accept(false);
    rig.upstreams.last().listener().informed(new Response(103, hopByHop(), Body.empty()));
    rig.upstreams.last().answer(200);
    assertThat(rig.answers.told).containsExactly("inform 103 x-kept: 1", "respond 200 x-kept: 1");
  }

  @Test
  void asksForTheBackendByItsOwnNameIfToldTo() {
    rig.forward(
        new Forwarder(rig.pool(), rig.upstreams, ForwardRig.LIMITS, HostPolicy.BACKEND),
        rig.client("GET"));
    rig.upstreams.last().accept(false);
    assertThat(rig.exchange().request().authority())
        .isEqualTo(rig.upstreams.last().backend().authority());
    assertThat(rig.exchange().authority().text()).isEqualTo("www.example.com");
  }

  // ---- retries

  @Test
  void triesAnotherBackendWhenOneRefuses() {
    rig.forward("POST");
    rig.upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);

    assertThat(rig.upstreams.asks).hasSize(2);
    assertThat(rig.upstreams.last().backend()).isNotSameAs(rig.upstreams.first().backend());
    assertThat(rig.upstreams.last().choice()).isEqualTo(UpstreamChoice.ANY);
    assertThat(rig.upstreams.first().backend().active()).isZero();
    rig.upstreams.last().accept(false);
    rig.upstreams.last().answer(204);
    assertThat(rig.answers.told).containsExactly("respond 204 x-kept: 1");
    assertThat(rig.observed)
        .containsExactly(
            "attempted", "failed connect-refused", "attempted", "responded 204 after 0 ms");
  }

  @Test
  void attemptsTwiceAtMost() {
    rig.pool("http://127.0.0.1:9001", "http://127.0.0.1:9002", "http://127.0.0.1:9003");
    rig.forward("GET");
    rig.upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    rig.upstreams.last().fail(FailureReason.CONNECT_TIMEOUT, false);

    assertThat(rig.upstreams.asks).hasSize(2);
    assertThat(rig.answers.told).containsExactly("fail connect-timeout");
  }

  @Test
  void asksTheOnlyBackendOnceMoreAfterAMoment() {
    rig.pool("http://127.0.0.1:9001");
    rig.forward("GET");
    rig.upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(rig.upstreams.asks).hasSize(1);
    assertThat(rig.answers.told).isEmpty();

    rig.loop.advance(Duration.ofMillis(30));
    assertThat(rig.upstreams.asks).hasSize(2);
    rig.upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(rig.answers.told).containsExactly("fail connect-refused");
    assertThat(rig.exchange().retryRefused()).isEqualTo("no-attempt-left");
  }

  @Test
  void failsWithoutAnAttemptWhenNoBackendIsKnown() {
    rig.pool("http://not-resolved.example");
    rig.forward("GET");
    assertThat(rig.upstreams.asks).isEmpty();
    assertThat(rig.answers.told).containsExactly("fail dns-failed");
  }

  @Test
  void triesAFreshConnectionAfterAStaleOne() {
    rig.forward("GET");
    rig.upstreams.last().accept(true);
    rig.upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);

    assertThat(rig.upstreams.asks).hasSize(2);
    assertThat(rig.upstreams.last().choice()).isEqualTo(UpstreamChoice.FRESH);
    assertThat(rig.upstreams.last().backend()).isSameAs(rig.upstreams.first().backend());
    rig.upstreams.last().accept(false);
    rig.upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);
    assertThat(rig.upstreams.asks).as("a stale connection costs no attempt").hasSize(3);
    rig.upstreams.last().accept(false);
    rig.upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);
    assertThat(rig.answers.told).containsExactly("fail backend-closed");
  }

  @Test
  void neverSendsAPostTwice() {
    rig.forward("POST");
    rig.upstreams.last().accept(true);
    rig.upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);
    assertThat(rig.upstreams.asks).hasSize(1);
    assertThat(rig.answers.told).containsExactly("fail backend-closed");
  }

  @Test
  void sendsAPostOverAFreshConnectionIfNothingOfItWasSent() {
    rig.forward("POST");
    rig.upstreams.last().accept(true);
    rig.upstreams.last().fail(FailureReason.BACKEND_RESET, false);
    assertThat(rig.upstreams.last().choice()).isEqualTo(UpstreamChoice.FRESH);
    assertThat(rig.answers.told).isEmpty();
  }

  @Test
  void sendsContentThatIsKeptAgainFromItsStart() {
    rig.forward(rig.client("PUT").body(new BufferBody(Unpooled.wrappedBuffer(new byte[7]))));
    rig.upstreams.last().accept(true);
    rig.upstreams.last().fail(FailureReason.BACKEND_CLOSED, true);
    rig.upstreams.last().accept(false);
    assertThat(rig.upstreams.sent).containsExactly("PUT with 7 bytes", "PUT with 7 bytes");
  }

  @Test
  void doesNotRetryWhenTheContentIsGone() {
    rig.forward(rig.client("PUT").body(new FedBody(7, new UnwatchedFeed())));
    rig.upstreams.last().accept(true);
    rig.upstreams.last().fail(FailureReason.BACKEND_CLOSED, false);
    assertThat(rig.upstreams.asks).hasSize(1);
    assertThat(rig.answers.told).containsExactly("fail backend-closed");
  }

  @Test
  void retriesBeforeTheContentWasHandedOver() {
    rig.forward(rig.client("PUT").body(new FedBody(7, new UnwatchedFeed())));
    rig.upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(rig.upstreams.asks).hasSize(2);
  }

  // ---- clients that leave

  @Test
  void stopsWaitingWhenTheClientLeaves() {
    rig.forward("GET");
    rig.exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(rig.upstreams.abandoned).isOne();
    assertThat(rig.upstreams.cancelled).isZero();
    assertThat(rig.answers.told).isEmpty();
    assertThat(rig.observed).as("not the backend's fault").containsExactly("attempted");
  }

  @Test
  void cancelsTheRequestWhenTheClientLeaves() {
    rig.forward("GET");
    rig.upstreams.last().accept(false);
    rig.exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(rig.upstreams.abandoned).isZero();
    assertThat(rig.upstreams.cancelled).isOne();
    rig.loop.advance(ForwardRig.TOTAL.multipliedBy(2));
    assertThat(rig.answers.told).isEmpty();
    assertThat(rig.observed).containsExactly("attempted");
  }

  @Test
  void cancelsTheRetryWhenTheClientLeaves() {
    rig.forward("GET");
    rig.upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    rig.exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(rig.upstreams.abandoned).isOne();
  }

  @Test
  void doesNotRetryForAClientThatLeft() {
    rig.forward("GET");
    AskedUpstreams.Ask asked = rig.upstreams.last();
    rig.exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    asked.fail(FailureReason.CONNECT_REFUSED, false);
    assertThat(rig.upstreams.asks).hasSize(1);
    assertThat(rig.answers.told).isEmpty();
  }

  @Test
  void tellsTheObserverOfAnAnswerThatBrokeOff() {
    FedBody content = rig.answerWithContent();
    Failure reset = Failure.of(FailureReason.BACKEND_RESET);
    content.fail(reset);
    rig.exchange().cut(reset);
    assertThat(rig.observed)
        .containsExactly("attempted", "responded 200 after 0 ms", "failed backend-reset");
  }

  private static Headers hopByHop() {
    return new Headers().add("keep-alive", "timeout=5").add("x-kept", "1");
  }
}
