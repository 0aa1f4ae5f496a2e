package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Percentage;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A pool whose backends are asked in vain, and what is noted of retries and hedges. */
abstract class RetryRig {
  static final Duration FIRST_BYTE = Duration.ofSeconds(10);
  static final Duration TOTAL = Duration.ofSeconds(90);
  static final Duration PER_TRY = Duration.ofSeconds(2);
  static final String EVERYTHING = "connect reset first-byte-timeout invalid-answer 502 503";
  static final Percentage ALL = Percentage.of(100);

  final ManualLoop loop = new ManualLoop();
  final AskedUpstreams upstreams = new AskedUpstreams();
  final Answers answers = new Answers();
  final List<String> noted = new ArrayList<>();
  final Body upload = new FedBody(7, new UnwatchedFeed());
  BackendPool pool = pool(3);
  Duration total = TOTAL;
  @Nullable Exchange exchange;

  @AfterEach
  void leavesNothingBehind() {
    Response answer = answers.response;
    if (answer != null) {
      answer.body().discard();
    }
    upload.discard();
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    loop.advance(Duration.ofSeconds(3));
    assertThat(pool.backends()).allSatisfy(backend -> assertThat(backend.active()).isZero());
    assertThat(loop.deadlines().size()).isZero();
  }

  Retries one(String on) {
    return retries(1, on);
  }

  Retries retries(int attempts, String on) {
    return new Retries(settings(attempts, on, Percentage.of(20), 3), notes());
  }

  static RetrySettings settings(int attempts, String on, Percentage budget, int floor) {
    return new RetrySettings(attempts, on(on), budget, floor, Duration.ZERO, new ByteSize(0), null);
  }

  static List<RetryCondition> on(String conditions) {
    return Arrays.stream(conditions.split(" ", -1)).map(RetryCondition::parse).toList();
  }

  RetryObserver notes() {
    return new RetryObserver() {
      @Override
      public void decided(int number, RetryCause why, RetryDecision outcome) {
        noted.add(why.code() + ": " + outcome.code());
      }

      @Override
      public void hedged(int number, Hedging what) {
        noted.add("hedge: " + what.code());
      }
    };
  }

  static BackendPool pool(int backends) {
    List<BackendSettings> settings = new ArrayList<>();
    for (int i = 1; i <= backends; i++) {
      settings.add(BackendSettings.parse("http://127.0.0.1:" + (9000 + i)));
    }
    return new BackendPool(new PoolSettings("app", settings), backend -> BackendObserver.NONE);
  }

  TestExchange client(String method) {
    return TestExchange.of(method, "/").loop(loop);
  }

  void forward(String method, Retries retries) {
    forward(client(method), retries);
  }

  void forward(TestExchange from, Retries retries) {
    forward(from, retries, begun -> {});
  }

  /** Forwards an exchange that {@code prepare} has seen before. */
  void forward(TestExchange from, Retries retries, Consumer<Exchange> prepare) {
    TimeoutSettings limits =
        new TimeoutSettings(
            Duration.ofSeconds(3), FIRST_BYTE, TOTAL, TOTAL, total, Duration.ofMinutes(1));
    Exchange begun = from.exchange();
    exchange = begun;
    prepare.accept(begun);
    new Forwarder(pool, upstreams, limits, HostPolicy.REQUEST, retries).handle(begun, answers);
  }

  Exchange exchange() {
    return Objects.requireNonNull(exchange, "nothing forwarded");
  }
}
