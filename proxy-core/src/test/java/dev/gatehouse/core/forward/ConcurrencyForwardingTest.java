package dev.gatehouse.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.concurrency.ConcurrencySettings;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.health.HealthSettings;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendProtocol;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.BackendTlsSettings;
import dev.gatehouse.core.pool.BalancerChoice;
import dev.gatehouse.core.pool.ConnectionSettings;
import dev.gatehouse.core.pool.DiscoverySettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole exchanges through pools that have as many requests as they may. */
class ConcurrencyForwardingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Failure GONE = Failure.of(FailureReason.CLIENT_GONE);

  private final ManualLoop loop = new ManualLoop();
  private final AskedUpstreams upstreams = new AskedUpstreams();
  private BackendPool pool = pool(0, 0, 0);

  /** One exchange and what becomes of it. */
  private record Asked(Exchange exchange, Answers answers) {}

  private static BackendPool pool(int max, int perBackend, int queue) {
    return new BackendPool(
        new PoolSettings(
            "app",
            List.of(
                BackendSettings.parse("http://127.0.0.1:9001"),
                BackendSettings.parse("http://127.0.0.1:9002")),
            BackendProtocol.HTTP_1_1,
            new BackendTlsSettings(),
            BalancerChoice.RANDOM,
            null,
            null,
            new ConnectionSettings(),
            new ConcurrencySettings(max, perBackend, queue, PATIENCE, null),
            new HealthSettings(),
            new DiscoverySettings()),
        backend -> BackendObserver.NONE);
  }

  @AfterEach
  void everyTurnIsGivenBack() {
    assertThat(pool.backends()).allSatisfy(backend -> assertThat(backend.active()).isZero());
    assertThat(pool.state().active()).isZero();
    assertThat(pool.state().waiting()).isZero();
    assertThat(loop.deadlines().size()).isZero();
  }

  private Asked ask() {
    Asked asked = new Asked(TestExchange.get("/").loop(loop).exchange(), new Answers());
    new Forwarder(pool, upstreams, new TimeoutSettings(), HostPolicy.REQUEST)
        .handle(asked.exchange(), asked.answers());
    loop.run();
    return asked;
  }

  private void answer(Asked asked, int place) {
    AskedUpstreams.Ask ask = upstreams.asks.get(place);
    ask.accept(false);
    ask.answer(200);
    asked.exchange().sent();
    loop.run();
  }

  @Test
  void aRequestWaitsForItsTurnInThePool() {
    pool = pool(1, 0, 10);
    Asked first = ask();
    Asked second = ask();
    assertThat(upstreams.asks).hasSize(1);
    assertThat(pool.state().waiting()).isOne();

    loop.advance(Duration.ofSeconds(1));
    answer(first, 0);
    assertThat(upstreams.asks).hasSize(2);
    assertThat(pool.state().waited()).isOne();
    assertThat(pool.state().waitNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
    answer(second, 1);
    assertThat(second.answers().told).containsExactly("respond 200 x-kept: 1");
  }

  @Test
  void aFullBackendIsPassedOverWhileAnotherHasRoom() {
    pool = pool(0, 2, 10);
    List<Asked> asked = List.of(ask(), ask(), ask(), ask());
    assertThat(pool.backends()).allSatisfy(backend -> assertThat(backend.active()).isEqualTo(2));
    Asked last = ask();
    assertThat(upstreams.asks).as("both are full").hasSize(4);
    answer(asked.get(2), 2);
    assertThat(upstreams.last().backend()).isSameAs(upstreams.asks.get(2).backend());
    for (Asked each : asked) {
      each.exchange().cut(GONE);
    }
    last.exchange().cut(GONE);
  }

  @Test
  void whenAsManyWaitAsMayOthersAreRefusedAtOnce() {
    pool = pool(1, 0, 1);
    Asked first = ask();
    Asked second = ask();
    Asked third = ask();
    assertThat(third.answers().told).containsExactly("fail concurrency-full");
    assertThat(pool.state().refusedFull()).isOne();
    for (Asked each : List.of(first, second, third)) {
      each.exchange().cut(GONE);
    }
  }

  @Test
  void nobodyWaitsLongerThanTheQueueTimeout() {
    pool = pool(1, 0, 1);
    Asked first = ask();
    Asked second = ask();
    loop.advance(PATIENCE.minusMillis(200));
    assertThat(second.answers().told).isEmpty();
    loop.advance(Duration.ofMillis(400));
    assertThat(second.answers().told).containsExactly("fail concurrency-timeout");
    assertThat(pool.state().refusedLate()).isOne();
    answer(first, 0);
    assertThat(upstreams.asks).as("it does not come back").hasSize(1);
    second.exchange().sent();
  }

  @Test
  void theTotalTimeOfTheRouteGoesOnInTheLine() {
    pool = pool(1, 0, 1);
    Asked first = ask();
    Asked second = new Asked(TestExchange.get("/").loop(loop).exchange(), new Answers());
    TimeoutSettings limits =
        new TimeoutSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ZERO);
    new Forwarder(pool, upstreams, limits, HostPolicy.REQUEST)
        .handle(second.exchange(), second.answers());
    loop.advance(Duration.ofMillis(1_200));
    assertThat(second.answers().told).containsExactly("fail total-timeout");
    first.exchange().cut(GONE);
    second.exchange().sent();
  }

  @Test
  void aClientThatLeavesTheLineIsForgotten() {
    pool = pool(1, 0, 2);
    Asked first = ask();
    Asked second = ask();
    Asked third = ask();
    second.exchange().cut(GONE);
    assertThat(pool.state().waiting()).isOne();
    answer(first, 0);
    answer(third, 1);
    assertThat(third.answers().told).containsExactly("respond 200 x-kept: 1");
  }

  @Test
  void aRetryGoesBeforeThoseWhoWait() {
    pool = pool(1, 0, 2);
    Asked first = ask();
    Asked second = ask();
    upstreams.last().fail(FailureReason.CONNECT_REFUSED, false);
    loop.run();
    assertThat(upstreams.asks).hasSize(2);
    answer(first, 1);
    assertThat(first.answers().told).containsExactly("respond 200 x-kept: 1");
    answer(second, 2);
  }

  @Test
  void aClientThatReadsSlowlyTakesNobodysTurn() {
    pool = pool(1, 0, 2);
    Asked slow = ask();
    upstreams.last().accept(false);
    FedBody content = new FedBody(3, new UnwatchedFeed());
    upstreams.last().listener().responded(new Response(200, new Headers(), content));
    content.offer(Unpooled.wrappedBuffer(new byte[3]));
    Asked second = ask();
    assertThat(upstreams.asks).hasSize(1);
    content.complete(null);
    loop.run();
    assertThat(upstreams.asks).as("the backend has said all of it").hasSize(2);
    assertThat(content.ended()).as("and the client has read nothing").isFalse();
    answer(second, 1);
    content.discard();
    slow.exchange().cut(GONE);
  }

  @Test
  void anAnswerThatBreaksOffGivesItsTurnBackAtTheEnd() {
    pool = pool(1, 0, 2);
    Asked broken = ask();
    upstreams.last().accept(false);
    FedBody content = new FedBody(Body.UNKNOWN_LENGTH, new UnwatchedFeed());
    upstreams.last().listener().responded(new Response(200, new Headers(), content));
    Asked second = ask();
    content.fail(Failure.of(FailureReason.BACKEND_RESET));
    broken.exchange().cut(Failure.of(FailureReason.BACKEND_RESET));
    loop.run();
    answer(second, 1);
    content.discard();
  }
}
