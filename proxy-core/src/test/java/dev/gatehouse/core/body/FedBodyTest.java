package dev.gatehouse.core.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FedBodyTest {
  private static final Failure RESET = Failure.of(FailureReason.BACKEND_RESET);

  private final Source source = new Source();
  private final FedBody body = new FedBody(Body.UNKNOWN_LENGTH, source);

  @AfterEach
  void discard() {
    body.discard();
  }

  @Test
  void givesPiecesInTheOrderInWhichTheyCame() {
    offer("one");
    offer("two");
    offer("three");

    assertThat(text(body.read())).isEqualTo("one");
    offer("four");
    assertThat(text(body.read())).isEqualTo("two");
    assertThat(text(body.read())).isEqualTo("three");
    assertThat(text(body.read())).isEqualTo("four");
    assertThat(body.read()).isNull();
    assertThat(source.calls)
        .containsExactly("consumed 3", "consumed 3", "consumed 5", "consumed 4");
  }

  @Test
  void keepsThePieceItWasGiven() {
    ByteBuf piece = bytes("same");
    body.offer(piece);

    ByteBuf read = body.read();

    assertThat(read).isSameAs(piece);
    assertThat(piece.refCnt()).isOne();
    piece.release();
  }

  @Test
  void countsWhatLiesUnreadAndWhatItCosts() {
    assertThat(body.held()).isZero();
    for (int i = 0; i < 10; i++) {
      offer("x");
    }

    assertThat(body.buffered()).isEqualTo(10);
    assertThat(body.received()).isEqualTo(10);
    assertThat(body.held()).as("tiny pieces cost more than their bytes").isGreaterThan(1_000);

    while (body.buffered() > 0) {
      text(body.read());
    }
    assertThat(body.held()).isZero();
    assertThat(body.received()).isEqualTo(10);
  }

  @Test
  void tellsTheSourceOfEveryDemandThatIsNotMet() {
    Count ready = new Count();
    body.demand(ready);
    assertThat(source.calls).containsExactly("wanted");
    assertThat(ready.runs).isZero();

    offer("a");
    assertThat(ready.runs).isOne();
    offer("b");
    assertThat(ready.runs).as("one demand, one call").isOne();

    text(body.read());
    text(body.read());
    body.demand(ready);
    assertThat(source.calls).containsExactly("wanted", "consumed 1", "consumed 1", "wanted");
  }

  @Test
  void meetsADemandAtOnceIfThereIsNews() {
    Count ready = new Count();
    offer("a");
    body.demand(ready);
    assertThat(ready.runs).isOne();

    text(body.read());
    body.complete(null);
    body.demand(ready);
    assertThat(ready.runs).isEqualTo(2);
    assertThat(source.calls).containsExactly("consumed 1");
  }

  @Test
  void wakesItsReaderForTheEndAndForAFailure() {
    Count ready = new Count();
    body.demand(ready);
    body.complete(null);
    assertThat(ready.runs).isOne();

    FedBody broken = new FedBody(5, source);
    broken.demand(ready);
    broken.fail(RESET);
    assertThat(ready.runs).isEqualTo(2);
  }

  @Test
  void endsOnceEverythingIsRead() {
    Headers trailers = new Headers().add("x-sum", "1");
    offer("last");
    body.complete(trailers);

    assertThat(body.over()).isTrue();
    assertThat(body.ended()).isFalse();
    text(body.read());
    assertThat(body.ended()).isTrue();
    assertThat(body.failure()).isNull();
    assertThat(body.trailers()).isSameAs(trailers);
  }

  @Test
  void failsOnceEverythingIsReadAndNeverEnds() {
    offer("part");
    body.fail(RESET);

    assertThat(body.failure()).isNull();
    text(body.read());
    assertThat(body.failure()).isEqualTo(RESET);
    assertThat(body.ended()).isFalse();
  }

  @Test
  void letsTheFirstEndStand() {
    body.complete(null);
    body.fail(RESET);
    assertThat(body.failure()).isNull();
    assertThat(body.ended()).isTrue();

    FedBody broken = new FedBody(5, source);
    broken.fail(RESET);
    broken.complete(new Headers().add("x-sum", "1"));
    broken.fail(Failure.of(FailureReason.BACKEND_IDLE));
    assertThat(broken.failure()).isEqualTo(RESET);
    assertThat(broken.ended()).isFalse();
    assertThat(broken.trailers()).isNull();
  }

  @Test
  void dropsWhatIsOfferedBehindTheEnd() {
    body.complete(null);
    ByteBuf late = bytes("late");
    body.offer(late);

    assertThat(late.refCnt()).isZero();
    assertThat(body.read()).isNull();
    assertThat(body.received()).isZero();
    assertThat(source.calls).containsExactly("consumed 4");
  }

  @Test
  void dropsAnEmptyPieceWithoutWakingItsReader() {
    Count ready = new Count();
    body.demand(ready);
    ByteBuf empty = Unpooled.buffer(8);
    body.offer(empty);

    assertThat(empty.refCnt()).isZero();
    assertThat(ready.runs).isZero();
  }

  @Test
  void releasesWhatItHoldsWhenItIsDiscarded() {
    ByteBuf first = bytes("first");
    ByteBuf second = bytes("second");
    body.offer(first);
    body.offer(second);

    body.discard();
    body.discard();

    assertThat(first.refCnt()).isZero();
    assertThat(second.refCnt()).isZero();
    assertThat(body.buffered()).isZero();
    assertThat(body.held()).isZero();
    assertThat(source.calls).containsExactly("consumed 11", "abandoned");
  }

  @Test
  void dropsWhatArrivesAfterItWasDiscarded() {
    Count ready = new Count();
    body.demand(ready);
    body.discard();
    ByteBuf late = bytes("late");
    body.offer(late);
    body.complete(null);

    assertThat(late.refCnt()).isZero();
    assertThat(ready.runs).as("the reader left").isZero();
    assertThat(source.calls).containsExactly("wanted", "abandoned", "consumed 4");
  }

  @Test
  void isNotAbandonedWhenItWasOverAnyway() {
    offer("a");
    body.complete(null);
    body.discard();
    assertThat(source.calls).containsExactly("consumed 1");

    FedBody broken = new FedBody(5, source);
    broken.fail(RESET);
    broken.discard();
    assertThat(source.calls).containsExactly("consumed 1");
  }

  @Test
  void letsTheSourceOfferMoreWhileItIsRead() {
    source.onConsumed = () -> offer("more");
    offer("a");
    assertThat(text(body.read())).isEqualTo("a");
    source.onConsumed = null;
    assertThat(text(body.read())).isEqualTo("more");
  }

  @Test
  void letsItsReaderReadAndDemandAgainFromWithinTheCall() {
    List<String> read = new ArrayList<>();
    body.demand(
        new Runnable() {
          @Override
          public void run() {
            read.add(text(body.read()));
            body.demand(this);
          }
        });
    offer("a");
    offer("b");
    assertThat(read).containsExactly("a", "b");
  }

  @Test
  void accountsForEveryByteWhateverTheOrder() {
    Random random = new Random(20261120);
    for (int round = 0; round < 2_000; round++) {
      Source counted = new Source();
      FedBody fed = new FedBody(Body.UNKNOWN_LENGTH, counted);
      long offered = 0;
      for (int step = 0; step < 20; step++) {
        switch (random.nextInt(12)) {
          case 0 -> fed.complete(null);
          case 1 -> fed.fail(RESET);
          case 2 -> fed.discard();
          case 3, 4, 5, 6 -> {
            int length = random.nextInt(5);
            offered += length;
            fed.offer(Unpooled.wrappedBuffer(new byte[length]));
          }
          default -> {
            ByteBuf piece = fed.read();
            if (piece != null) {
              piece.release();
            }
          }
        }
        assertThat(counted.consumed + fed.buffered()).isEqualTo(offered);
        assertThat(fed.held()).isGreaterThanOrEqualTo(fed.buffered());
      }
      fed.discard();
      assertThat(counted.consumed).isEqualTo(offered);
      assertThat(counted.abandoned).isLessThanOrEqualTo(1);
    }
  }

  private void offer(String text) {
    body.offer(bytes(text));
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static String text(@Nullable ByteBuf piece) {
    ByteBuf present = Objects.requireNonNull(piece, "nothing to read");
    String text = present.toString(StandardCharsets.US_ASCII);
    present.release();
    return text;
  }

  private static final class Count implements Runnable {
    int runs;

    @Override
    public void run() {
      runs++;
    }
  }

  private static final class Source implements FedBody.Feed {
    final List<String> calls = new ArrayList<>();
    long consumed;
    int abandoned;
    @Nullable Runnable onConsumed;

    @Override
    public void wanted() {
      calls.add("wanted");
    }

    @Override
    public void consumed(int bytes) {
      consumed += bytes;
      calls.add("consumed " + bytes);
      if (onConsumed != null) {
        onConsumed.run();
      }
    }

    @Override
    public void abandoned() {
      abandoned++;
      calls.add("abandoned");
    }
  }
}
