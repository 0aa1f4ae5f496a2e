package dev.gatehouse.core.filter.buffer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.FilterTester;
import dev.gatehouse.core.testing.FilterTester.Decision;
import dev.gatehouse.core.testing.ManualLoop;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BufferFilterTest {
  @TempDir Path directory;

  private final ManualLoop loop = new ManualLoop();
  private final ManualFiles threads = new ManualFiles();
  private final MemoryBudget budget = new MemoryBudget(100_000);
  private final RecordedFeed feed = new RecordedFeed();

  @AfterEach
  void everythingIsGivenBack() {
    assertThat(budget.used()).isZero();
    assertThat(threads.pending()).isZero();
  }

  @Test
  void letsARequestWithoutContentThroughAsItIs() {
    Exchange exchange = TestExchange.get("/").loop(loop).exchange();
    assertThat(FilterTester.run(filter(10, 20), exchange).decision()).isEqualTo(Decision.NEXT);
    assertThat(exchange.request().body()).isSameAs(Body.empty());
  }

  @Test
  void refusesAnAnnouncedLengthBeyondTheMaximumBeforeAskingForContent() {
    FedBody body = new FedBody(21, feed);
    Exchange exchange = exchange(body);
    Failure failure = FilterTester.run(filter(10, 20), exchange).failure();
    assertThat(failure.reason()).isEqualTo(FailureReason.BODY_TOO_LARGE);
    assertThat(feed.wanted).isZero();
    assertThat(feed.abandoned).isEqualTo(1);
    exchange.sent();
  }

  @Test
  void keepsContentThatArrivedWithItsHeadInTheBufferItArrivedIn() {
    FedBody body = new FedBody(5, feed);
    ByteBuf piece = Content.piece("hello");
    body.offer(piece);
    body.complete(null);
    Exchange exchange = exchange(body);

    assertThat(FilterTester.run(filter(10, 20), exchange).decision()).isEqualTo(Decision.NEXT);

    assertThat(feed.wanted).isZero();
    assertThat(exchange.request().body().length()).isEqualTo(5);
    assertThat(budget.used()).isEqualTo(5);
    ByteBuf read = requireNonNull(exchange.request().body().read());
    assertThat(read.memoryAddress()).isEqualTo(piece.memoryAddress());
    read.release();
    exchange.sent();
    assertThat(piece.refCnt()).isZero();
  }

  @Test
  void waitsForAllContentAndItsTrailers() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    Exchange exchange = exchange(body);
    FilterTester.Outcome outcome = FilterTester.start(filter(100, 200), exchange);
    assertThat(feed.wanted).isEqualTo(1);
    body.offer(Content.piece("hello "));
    body.offer(Content.piece("world"));
    assertThat(exchange.request().body()).isSameAs(body);
    Headers trailers = new Headers().add("checksum", "1");
    body.complete(trailers);

    assertThat(outcome.decision()).isEqualTo(Decision.NEXT);
    Body collected = exchange.request().body();
    assertThat(collected.length()).isEqualTo(11);
    assertThat(text(collected)).isEqualTo("hello world");
    assertThat(collected.trailers()).isSameAs(trailers);
    exchange.sent();
  }

  @Test
  void givesContentInMemoryAgainAndAgain() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    body.offer(Content.piece("again"));
    body.complete(null);
    Exchange exchange = exchange(body);
    FilterTester.run(filter(10, 20), exchange);

    Body collected = exchange.request().body();
    for (int attempt = 0; attempt < 3; attempt++) {
      Body replay = collected.replay();
      assertThat(text(replay)).isEqualTo("again");
      replay.discard();
    }
    Body unread = collected.replay();
    exchange.sent();
    assertThat(collected.replayable()).isFalse();
    assertThat(text(unread)).as("a replay that is still being sent").isEqualTo("again");
    unread.discard();
  }

  @Test
  void refusesContentThatGrowsBeyondTheMaximum() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    Exchange exchange = exchange(body);
    FilterTester.Outcome outcome = FilterTester.start(filter(100, 8), exchange);
    body.offer(Content.piece("12345"));
    body.offer(Content.piece("6789"));
    assertThat(outcome.failure().reason()).isEqualTo(FailureReason.BODY_TOO_LARGE);
    assertThat(feed.abandoned).isEqualTo(1);
    assertThat(feed.consumed).isEqualTo(9);
    exchange.sent();
  }

  @Test
  void takesContentOfExactlyTheMaximum() {
    FedBody body = new FedBody(8, feed);
    body.offer(Content.piece("12345678"));
    body.complete(null);
    Exchange exchange = exchange(body);
    assertThat(FilterTester.run(filter(8, 8), exchange).decision()).isEqualTo(Decision.NEXT);
    exchange.sent();
  }

  @Test
  void failsWhenMemoryIsShort() {
    budget.charge(99_990);
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    Exchange exchange = exchange(body);
    FilterTester.Outcome outcome = FilterTester.start(filter(100, 200), exchange);
    body.offer(Content.piece("12345678901"));
    assertThat(outcome.failure().reason()).isEqualTo(FailureReason.OVERLOADED_MEMORY);
    assertThat(budget.refusals()).isEqualTo(1);
    assertThat(feed.abandoned).isEqualTo(1);
    exchange.sent();
    budget.release(99_990);
  }

  @Test
  void releasesWhatItHasWhenTheClientLeaves() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    Exchange exchange = exchange(body);
    FilterTester.start(filter(100, 200), exchange);
    ByteBuf piece = Content.piece("never to be complete");
    body.offer(piece);
    exchange.cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(piece.refCnt()).isZero();
    assertThat(feed.abandoned).isEqualTo(1);
  }

  @Test
  void failsAsTheContentDoes() {
    FedBody body = new FedBody(20, feed);
    Exchange exchange = exchange(body);
    FilterTester.Outcome outcome = FilterTester.start(filter(100, 200), exchange);
    body.offer(Content.piece("half"));
    body.fail(Failure.of(FailureReason.BODY_INCOMPLETE));
    assertThat(outcome.failure().reason()).isEqualTo(FailureReason.BODY_INCOMPLETE);
    exchange.sent();
  }

  @Test
  void doesNotPinALargeBufferForASmallPiece() {
    FedBody body = new FedBody(3, feed);
    ByteBuf large = Content.piece(new byte[64 * 1024]);
    body.offer(large.readRetainedSlice(3));
    body.complete(null);
    large.release();
    Exchange exchange = exchange(body);
    FilterTester.run(filter(10, 20), exchange);
    assertThat(large.refCnt()).isZero();
    assertThat(budget.used()).isEqualTo(3);
    exchange.sent();
  }

  @Test
  void copiesManySmallPiecesTogether() {
    FedBody body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    Exchange exchange = exchange(body);
    FilterTester.start(filter(50_000, 100_000), exchange);
    byte[] content = Content.bytes(20_000);
    for (byte one : content) {
      body.offer(Content.piece(new byte[] {one}));
    }
    body.complete(null);
    assertThat(budget.used()).isLessThan(30_000);
    Body collected = exchange.request().body();
    assertThat(Content.read(collected, () -> {})).isEqualTo(content);
    exchange.sent();
  }

  private BufferFilter filter(long memory, long max) {
    return new BufferFilter(
        memory, max, max, budget, new SpillFiles(directory, Long.MAX_VALUE, threads));
  }

  private Exchange exchange(Body body) {
    return TestExchange.of("POST", "/").body(body).loop(loop).exchange();
  }

  private static String text(Body body) {
    return new String(Content.read(body, () -> {}), StandardCharsets.UTF_8);
  }
}
