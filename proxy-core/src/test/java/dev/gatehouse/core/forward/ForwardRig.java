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
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A forwarder between a client and backends that a test plays, and the check that nothing is left
 * behind it.
 */
final class ForwardRig implements AfterEachCallback {
  static final Duration FIRST_BYTE = Duration.ofSeconds(10);
  static final Duration IDLE = Duration.ofSeconds(20);
  static final Duration TOTAL = Duration.ofSeconds(90);
  static final TimeoutSettings LIMITS =
      new TimeoutSettings(
          Duration.ofSeconds(3),
          FIRST_BYTE,
          IDLE,
          Duration.ofSeconds(60),
          TOTAL,
          Duration.ofMinutes(10));

  final ManualLoop loop = new ManualLoop();
  final List<String> observed = new ArrayList<>();
  final AskedUpstreams upstreams = new AskedUpstreams();
  final Answers answers = new Answers();
  private BackendPool pool = made("http://127.0.0.1:9001", "http://127.0.0.1:9002");
  private @Nullable TestExchange client;
  private @Nullable Exchange exchange;

  @Override
  public void afterEach(ExtensionContext context) {
    Response answer = answers.response;
    if (answer != null) {
      answer.body().discard();
    }
    exchange().cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(pool.backends()).allSatisfy(backend -> assertThat(backend.active()).isZero());
    assertThat(loop.deadlines().size()).isZero();
  }

  BackendPool pool() {
    return pool;
  }

  /** Has requests go to other backends from now on. */
  void pool(String... urls) {
    pool = made(urls);
  }

  private BackendPool made(String... urls) {
    List<BackendSettings> backends = new ArrayList<>();
    for (String url : urls) {
      backends.add(BackendSettings.parse(url));
    }
    return new BackendPool(
        new PoolSettings("app", backends), backend -> new RecordedBackend(observed));
  }

  TestExchange client(String method) {
    return TestExchange.of(method, "/").loop(loop);
  }

  void forward(String method) {
    forward(client(method));
  }

  void forward(TestExchange from) {
    forward(new Forwarder(pool, upstreams, LIMITS, HostPolicy.REQUEST), from);
  }

  void forward(Forwarder forwarder, TestExchange from) {
    client = from;
    Exchange begun = from.exchange();
    exchange = begun;
    forwarder.handle(begun, answers);
  }

  /** Forwards a GET that is answered by a head; what follows is the test's. */
  FedBody answerWithContent() {
    forward("GET");
    upstreams.last().accept(false);
    FedBody content = new FedBody(Body.UNKNOWN_LENGTH, new UnwatchedFeed());
    upstreams.last().listener().responded(new Response(200, new Headers(), content));
    loop.advance(Duration.ofMillis(10)); // for which an answer of unknown length is held
    return content;
  }

  Exchange exchange() {
    return Objects.requireNonNull(exchange, "nothing forwarded");
  }

  /** Why the client's stream was aborted; null if it was not. */
  @Nullable FailureReason aborted() {
    Failure failure = Objects.requireNonNull(client, "nothing forwarded").stream().aborted();
    return failure == null ? null : failure.reason();
  }
}
