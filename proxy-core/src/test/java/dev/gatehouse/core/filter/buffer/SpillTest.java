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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillTest {
  private static final int MEMORY = 16 * 1024;
  private static final int ROOM = 2 << 20;

  @TempDir Path directory;

  private final ManualLoop loop = new ManualLoop();
  private final ManualFiles threads = new ManualFiles();
  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final RecordedFeed feed = new RecordedFeed();
  private SpillFiles files;
  private FedBody body;
  private Exchange exchange;
  private FilterTester.Outcome outcome;

  @BeforeEach
  void startInTheDirectory() {
    start(new SpillFiles(directory, ROOM, threads));
  }

  private void start(Path where) {
    start(new SpillFiles(where, ROOM, threads));
  }

  private void start(SpillFiles given) {
    files = given;
    body = new FedBody(Body.UNKNOWN_LENGTH, feed);
    exchange = TestExchange.of("POST", "/").body(body).loop(loop).exchange();
    outcome =
        FilterTester.start(new BufferFilter(MEMORY, 1 << 20, 1 << 20, budget, files), exchange);
  }

  /** Lets everything that was begun come to its end. */
  private void settle() {
    do {
      loop.run();
    } while (threads.runOne());
  }

  @AfterEach
  void everythingIsGivenBack() {
    settle();
    assertThat(budget.used()).isZero();
    assertThat(files.open()).isZero();
    assertThat(files.used()).isZero();
  }

  @Test
  void refusesABodyForWhichTheFilesOfAllHaveNoRoom() {
    SpillFiles full = new SpillFiles(directory, 40_000, threads);
    start(full);
    feedAll(Content.bytes(100_000), 10_000);
    settle();
    assertThat(outcome.decision()).isEqualTo(Decision.FAILED);
    assertThat(requireNonNull(outcome.failure()).reason()).isEqualTo(FailureReason.SPILL_FULL);
    assertThat(full.refusals()).isEqualTo(1);
    assertThat(full.used()).as("given back with the file").isZero();
    exchange.sent();
  }

  @Test
  void countsWhatIsOnDiskUntilTheBodyIsGone() {
    feedAll(Content.bytes(100_000), 10_000);
    body.complete(null);
    settle();
    assertThat(files.used()).isEqualTo(100_000);
    exchange.sent();
  }

  @Test
  void sendsWhatExceedsMemoryThroughAFileAndGivesItAgainAndAgain() {
    byte[] content = Content.bytes(300_000);
    Headers trailers = new Headers().add("checksum", "1");
    feedAll(content, 10_000);
    body.complete(trailers);
    settle();

    assertThat(outcome.decision()).isEqualTo(Decision.NEXT);
    Body collected = exchange.request().body();
    assertThat(budget.used()).as("in memory once all is in the file").isZero();
    assertThat(collected.length()).isEqualTo(300_000);
    assertThat(collected.trailers()).isSameAs(trailers);
    for (int attempt = 0; attempt < 3; attempt++) {
      Body replay = collected.replay();
      assertThat(Content.read(replay, this::settle)).isEqualTo(content);
      replay.discard();
    }
    assertThat(Content.read(collected, this::settle)).isEqualTo(content);
    exchange.sent();
  }

  @Test
  void hasNoNameInTheDirectory() throws IOException {
    feedAll(Content.bytes(50_000), 10_000);
    settle();
    assertThat(files.open()).isEqualTo(1);
    try (Stream<Path> names = Files.list(directory)) {
      assertThat(names).isEmpty();
    }
    exchange.cut(Failure.of(FailureReason.CLIENT_GONE));
  }

  @Test
  void asksForNothingWhileAWriteIsUnderWay() {
    int before = feed.wanted;
    body.offer(Content.piece(new byte[MEMORY + 1]));
    assertThat(threads.pending()).isEqualTo(1);
    assertThat(feed.wanted).isEqualTo(before);
    body.offer(Content.piece(new byte[10]));
    assertThat(body.buffered()).as("what arrives meanwhile stays where it is").isEqualTo(10);

    settle();
    assertThat(body.buffered()).isZero();
    assertThat(feed.wanted).isGreaterThan(before);
    exchange.cut(Failure.of(FailureReason.CLIENT_GONE));
  }

  @Test
  void releasesWhatIsBeingWrittenOnlyOnceItIsWritten() {
    ByteBuf piece = Content.piece(new byte[MEMORY + 1]);
    body.offer(piece);
    exchange.cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(piece.refCnt()).as("while the file threads may read it").isEqualTo(1);
    settle();
    assertThat(piece.refCnt()).isZero();
  }

  @Test
  void releasesWhatIsBeingReadOnlyOnceItIsRead() {
    feedAll(Content.bytes(200_000), 20_000);
    body.complete(null);
    settle();
    Body replay = exchange.request().body().replay();
    assertThat(replay.read()).isNull();
    assertThat(threads.pending()).isEqualTo(1);
    replay.discard();
    exchange.cut(Failure.of(FailureReason.CLIENT_GONE));
    assertThat(budget.used()).isEqualTo(SpillBody.CHUNK);
    settle();
    assertThat(budget.used()).isZero();
  }

  @Test
  void readsOneChunkAheadAndNoMore() {
    feedAll(Content.bytes(500_000), 20_000);
    body.complete(null);
    settle();
    Body replay = exchange.request().body().replay();
    assertThat(replay.read()).isNull();
    settle();
    requireNonNull(replay.read()).release();
    settle();
    assertThat(budget.used()).isEqualTo(SpillBody.CHUNK);
    assertThat(threads.pending()).isZero();
    replay.discard();
    exchange.sent();
  }

  @Test
  void failsWhenTheFileCannotBeMade() {
    start(directory.resolve("missing"));
    body.offer(Content.piece(new byte[MEMORY + 1]));
    settle();
    assertThat(outcome.failure().reason()).isEqualTo(FailureReason.SPILL_FAILED);
    assertThat(feed.abandoned).isEqualTo(1);
    exchange.sent();
  }

  @Test
  void breaksOffWhenTheFileCannotBeRead() {
    feedAll(Content.bytes(200_000), 20_000);
    body.complete(null);
    settle();
    threads.close();
    Body collected = exchange.request().body();
    assertThat(collected.read()).isNull();
    settle();
    assertThat(collected.read()).isNull();
    assertThat(collected.ended()).isFalse();
    assertThat(requireNonNull(collected.failure()).reason()).isEqualTo(FailureReason.SPILL_FAILED);
    exchange.sent();
  }

  @Test
  void refusesTooMuchAlsoWhenSomeOfItIsInTheFile() {
    feedAll(new byte[(1 << 20) + 1], 50_000);
    settle();
    assertThat(outcome.failure().reason()).isEqualTo(FailureReason.BODY_TOO_LARGE);
    exchange.sent();
  }

  @Test
  void survivesAnyOrderOfEvents() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      byte[] content = Content.bytes(random.nextInt(random.nextBoolean() ? 120_000 : 5_000));
      start(directory);
      boolean cut = feedAtRandom(content, random);
      settle();
      if (!cut) {
        assertThat(outcome.decision()).as("seed %d", seed).isEqualTo(Decision.NEXT);
        Body replay = exchange.request().body().replay();
        assertThat(Content.read(replay, this::settle)).as("seed %d", seed).isEqualTo(content);
        replay.discard();
        exchange.sent();
      }
      everythingIsGivenBack();
    }
  }

  /** Says whether it cut the exchange on the way. */
  private boolean feedAtRandom(byte[] content, Random random) {
    int at = 0;
    while (at < content.length) {
      switch (random.nextInt(4)) {
        case 0 -> threads.runOne();
        case 1 -> loop.run();
        default -> {
          int most = random.nextBoolean() ? 20_000 : 50;
          int size = Math.min(content.length - at, 1 + random.nextInt(most));
          body.offer(Content.piece(Arrays.copyOfRange(content, at, at + size)));
          at += size;
        }
      }
      if (random.nextInt(200) == 0) {
        exchange.cut(Failure.of(FailureReason.CLIENT_GONE));
        return true;
      }
    }
    body.complete(null);
    return false;
  }

  private void feedAll(byte[] content, int size) {
    for (int at = 0; at < content.length; at += size) {
      int end = Math.min(content.length, at + size);
      body.offer(Content.piece(Arrays.copyOfRange(content, at, end)));
      settle();
    }
  }
}
