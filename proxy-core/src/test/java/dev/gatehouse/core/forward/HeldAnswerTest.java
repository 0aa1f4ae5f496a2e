package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that wait for their content before the client sees their head. */
final class HeldAnswerTest {
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final TimeoutSettings LIMITS =
      new TimeoutSettings(
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          IDLE,
          Duration.ofSeconds(60),
          Duration.ofSeconds(90),
          Duration.ofMinutes(10));

  private final ManualLoop loop = new ManualLoop();
  private final List<String> observed = new ArrayList<>();
  private final AskedUpstreams upstreams = new AskedUpstreams();
  private final Answers answers = new Answers();
  private final BackendPool pool =
      new BackendPool(
          new PoolSettings(
              "app",
              List.of(
                  BackendSettings.parse("http://127.0.0.1:9001"),
                  BackendSettings.parse("http://127.0.0.1:9002"))),
          backend -> new RecordedBackend(observed));
  private int abandoned;
  private @Nullable Exchange exchange;

  @AfterEach
  void leavesNothingBehind() {
    Response answer = answers.response;
    if (answer != null) {
      answer.body().discard();
    }
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(pool.backends()).allSatisfy(backend -> assertThat(backend.active()).isZero());
    assertThat(loop.deadlines().size()).isZero();
  }

  @Test
  void passesAnAnswerOnOnceItsContentIsThere() {
    forward("GET");
    FedBody content = answer(200, 10);
    content.offer(zeros(4));
    assertThat(answers.told).isEmpty();
    content.offer(zeros(6));
    content.complete(null);
    assertThat(answers.told).containsExactly("respond 200");
    assertThat(answers.response().body()).isSameAs(content);
    assertThat(content.buffered()).isEqualTo(10);
  }

  @Test
  void triesAnotherBackendWhenTheContentBreaksOff() {
    forward("GET");
    FedBody content = answer(200, 10);
    content.offer(zeros(4));
    content.fail(Failure.of(FailureReason.BACKEND_INCOMPLETE));
    assertThat(answers.told).isEmpty();
    assertThat(upstreams.asks).hasSize(2);
    assertThat(upstreams.last().backend()).isNotSameAs(upstreams.first().backend());
    assertThat(upstreams.first().backend().active()).isZero();
    assertThat(observed).contains("failed backend-incomplete");

    FedBody again = answer(200, 3);
    again.offer(zeros(3));
    again.complete(null);
    assertThat(answers.told).containsExactly("respond 200");
  }

  @Test
  void saysWhatBrokeWhenTheLastAttemptBreaksOffToo() {
    forward("PUT");
    answer(200, 10).fail(Failure.of(FailureReason.BACKEND_INCOMPLETE));
    answer(200, 10).fail(Failure.of(FailureReason.BACKEND_RESET));
    assertThat(upstreams.asks).hasSize(2);
    assertThat(answers.told).containsExactly("fail backend-reset");
    assertThat(exchange().retryRefused()).isEqualTo("no-attempt-left");
  }

  @Test
  void holdsNoAnswerToARequestThatCannotBeRepeated() {
    forward("POST");
    answer(200, 10);
    assertThat(answers.told).containsExactly("respond 200");
  }

  @Test
  void holdsNoAnswerWhoseRequestIsGone() {
    forward(TestExchange.of("PUT", "/").body(new FedBody(7, new UnwatchedFeed())), settings(64));
    answer(200, 10);
    assertThat(answers.told).containsExactly("respond 200");
  }

  @Test
  void holdsNoAnswerThatIsLonger() {
    forward(TestExchange.get("/"), settings(1));
    answer(200, 1025);
    assertThat(answers.told).containsExactly("respond 200");
  }

  @Test
  void holdsAnAnswerOfUnknownLengthForAMoment() {
    forward("GET");
    FedBody content = answer(200, Body.UNKNOWN_LENGTH);
    content.offer(zeros(4));
    loop.advance(Duration.ofMillis(4));
    assertThat(answers.told).isEmpty();
    loop.advance(Duration.ofMillis(2));
    assertThat(answers.told).containsExactly("respond 200");
  }

  @Test
  void triesAgainWhenAnAnswerOfUnknownLengthBreaksOffWithinThatMoment() {
    forward("GET");
    FedBody content = answer(200, Body.UNKNOWN_LENGTH);
    content.offer(zeros(4));
    content.fail(Failure.of(FailureReason.BACKEND_INCOMPLETE));
    loop.advance(Duration.ofMillis(10));
    assertThat(answers.told).isEmpty();
    FedBody again = answer(200, Body.UNKNOWN_LENGTH);
    again.offer(zeros(3));
    again.complete(null);
    assertThat(answers.told).containsExactly("respond 200");
    loop.advance(Duration.ofMillis(10));
    assertThat(answers.told).hasSize(1);
  }

  @Test
  void holdsNoStreamOfEvents() {
    forward("GET");
    Headers events = new Headers().add("content-type", "text/event-stream");
    FedBody content = new FedBody(Body.UNKNOWN_LENGTH, new UnwatchedFeed());
    upstreams.last().accept(false);
    upstreams.last().listener().responded(new Response(200, events, content));
    assertThat(answers.told).hasSize(1);
  }

  @Test
  void holdsNoneIfToldSo() {
    forward(TestExchange.get("/"), settings(0));
    answer(200, 10);
    assertThat(answers.told).containsExactly("respond 200");
  }

  @Test
  void passesOnWhatTakesLongerThanASecond() {
    forward("GET");
    FedBody content = answer(200, 10);
    content.offer(zeros(4));
    loop.advance(Duration.ofMillis(990));
    assertThat(answers.told).isEmpty();
    loop.advance(Duration.ofMillis(20));
    assertThat(answers.told).containsExactly("respond 200");

    ByteBuf read = Objects.requireNonNull(content.read());
    read.release();
    loop.advance(IDLE.multipliedBy(2));
    assertThat(content.failure())
        .as("it is watched like any other")
        .extracting(Failure::reason)
        .isEqualTo(FailureReason.BACKEND_IDLE);
  }

  @Test
  void passesOnWhatWouldNotBeReadFurther() {
    forward("GET");
    FedBody content = answer(200, 64 * 1024);
    for (int i = 0; i < 469; i++) {
      content.offer(zeros(3)); // each takes 128 bytes beside its own
      assertThat(answers.told).isEmpty();
    }
    content.offer(zeros(3));
    assertThat(answers.told).containsExactly("respond 200");
    content.offer(zeros(3));
    assertThat(answers.told).hasSize(1);
  }

  @Test
  void dropsAnAnswerThatNobodyWaitsForAnyMore() {
    forward("GET");
    FedBody content = answer(200, 10);
    content.offer(zeros(4));
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(content.buffered()).isZero();
    assertThat(abandoned).isOne();
    content.complete(null);
    assertThat(answers.told).isEmpty();
  }

  private FedBody answer(int status, long length) {
    upstreams.last().accept(false);
    FedBody content = new FedBody(length, new Feed());
    upstreams.last().listener().responded(new Response(status, new Headers(), content));
    return content;
  }

  private static ByteBuf zeros(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  private static RetrySettings settings(int holdKiB) {
    RetrySettings usual = new RetrySettings();
    return new RetrySettings(
        usual.attempts(),
        usual.on(),
        usual.budget(),
        usual.minPerSecond(),
        usual.perTry(),
        ByteSize.ofKiB(holdKiB),
        null);
  }

  private void forward(String method) {
    forward(TestExchange.of(method, "/"), new RetrySettings());
  }

  private void forward(TestExchange client, RetrySettings settings) {
    Exchange begun = client.loop(loop).exchange();
    exchange = begun;
    new Forwarder(
            pool, upstreams, LIMITS, HostPolicy.REQUEST, new Retries(settings, RetryObserver.NONE))
        .handle(begun, answers);
  }

  private Exchange exchange() {
    return Objects.requireNonNull(exchange, "nothing forwarded");
  }

  private final class Feed implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {
      abandoned++;
    }
  }
}
