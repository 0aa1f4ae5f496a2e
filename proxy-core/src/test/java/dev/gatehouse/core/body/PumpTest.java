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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PumpTest {
  private final List<String> feed = new ArrayList<>();
  private final FedBody source = new FedBody(Body.UNKNOWN_LENGTH, new Feed());
  private final Target target = new Target();
  private final Pump pump = new Pump(source, target);

  @Test
  void movesEverythingAndEndsTheSink() {
    Headers trailers = new Headers().add("x-sum", "1");
    offer("a");
    offer("b");
    source.complete(trailers);

    pump.run();

    assertThat(target.calls).containsExactly("a", "b", "end");
    assertThat(target.trailers).isSameAs(trailers);
  }

  @Test
  void endsAnEmptyBodyAtOnce() {
    new Pump(Body.empty(), target).run();
    assertThat(target.calls).containsExactly("end");
  }

  @Test
  void waitsForMoreContent() {
    offer("a");
    pump.run();
    assertThat(target.calls).containsExactly("a");
    assertThat(feed).containsExactly("wanted");

    offer("b");
    source.complete(null);
    assertThat(target.calls).containsExactly("a", "b", "end");
  }

  @Test
  void pullsNothingWhileTheSinkHasNoRoom() {
    target.writable = false;
    offer("a");
    source.complete(null);
    pump.run();
    assertThat(target.calls).isEmpty();
    assertThat(source.buffered()).isOne();

    target.open();
    assertThat(target.calls).containsExactly("a", "end");
  }

  @Test
  void asksForNothingWhileTheSinkHasNoRoom() {
    target.writable = false;
    pump.run();
    assertThat(feed).isEmpty();

    target.open();
    assertThat(feed).containsExactly("wanted");
    source.discard();
  }

  @Test
  void stopsInTheMiddleWhenTheSinkFillsUp() {
    target.room = 1;
    offer("a");
    offer("b");
    source.complete(null);
    pump.run();
    assertThat(target.calls).containsExactly("a");

    target.room = Integer.MAX_VALUE;
    target.open();
    assertThat(target.calls).containsExactly("a", "b", "end");
  }

  @Test
  void abortsTheSinkWhenTheBodyBrokeOff() {
    offer("a");
    pump.run();
    source.fail(Failure.of(FailureReason.BACKEND_RESET));

    assertThat(target.calls).containsExactly("a", "abort backend-reset");
    assertThat(feed).as("a body that is over is not abandoned").containsExactly("wanted");
  }

  @Test
  void givesTheBodyUpWhenTheSinkIsGone() {
    offer("a");
    target.closed = true;
    pump.run();

    assertThat(target.calls).isEmpty();
    assertThat(source.buffered()).isZero();
    assertThat(feed).containsExactly("abandoned");
  }

  @Test
  void givesTheBodyUpWhenTheSinkGoesWhileItHasNoRoom() {
    target.writable = false;
    offer("a");
    pump.run();
    target.closed = true;
    target.open();

    assertThat(target.calls).isEmpty();
    assertThat(feed).containsExactly("abandoned");
  }

  @Test
  void endsOnceHoweverOftenItIsRun() {
    source.complete(null);
    pump.run();
    pump.run();
    assertThat(target.calls).containsExactly("end");
  }

  @Test
  void keepsTheOrderWhenContentArrivesWhileItWrites() {
    target.onWrite =
        () -> {
          target.onWrite = null;
          offer("b");
          source.complete(null);
          pump.run();
        };
    offer("a");
    pump.run();
    assertThat(target.calls).containsExactly("a", "b", "end");
  }

  @Test
  void takesASourceThatAnswersFromWithinItsDemand() {
    Pump joined = new Pump(new AtOnce(10_000), target);
    joined.run();
    assertThat(target.calls).hasSize(10_001).endsWith("end");
  }

  private void offer(String text) {
    source.offer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  /** Has a piece only after it was asked, and then at once: a naive pump would nest its calls. */
  private static final class AtOnce implements Body {
    private int left;
    private boolean ready;

    AtOnce(int pieces) {
      this.left = pieces;
    }

    @Override
    public @Nullable ByteBuf read() {
      if (!ready) {
        return null;
      }
      ready = false;
      left--;
      return Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII);
    }

    @Override
    public void demand(Runnable reader) {
      ready = true;
      reader.run();
    }

    @Override
    public boolean ended() {
      return left == 0;
    }

    @Override
    public @Nullable Failure failure() {
      return null;
    }

    @Override
    public long length() {
      return UNKNOWN_LENGTH;
    }

    @Override
    public void discard() {
      left = 0;
    }
  }

  private final class Feed implements FedBody.Feed {
    @Override
    public void wanted() {
      feed.add("wanted");
    }

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {
      feed.add("abandoned");
    }
  }

  private static final class Target implements Sink {
    final List<String> calls = new ArrayList<>();
    boolean writable = true;
    boolean closed;
    int room = Integer.MAX_VALUE;
    @Nullable Headers trailers;
    @Nullable Runnable onWrite;
    private @Nullable Runnable waiting;

    /** There is room again. */
    void open() {
      writable = true;
      Runnable ready = waiting;
      waiting = null;
      if (ready != null) {
        ready.run();
      }
    }

    @Override
    public boolean writable() {
      return writable;
    }

    @Override
    public void whenWritable(Runnable ready) {
      waiting = ready;
    }

    @Override
    public boolean closed() {
      return closed;
    }

    @Override
    public void write(ByteBuf piece) {
      calls.add(piece.toString(StandardCharsets.US_ASCII));
      piece.release();
      writable = --room > 0;
      if (onWrite != null) {
        onWrite.run();
      }
    }

    @Override
    public void end(@Nullable Headers trailers) {
      this.trailers = trailers;
      calls.add("end");
    }

    @Override
    public void abort(Failure failure) {
      calls.add("abort " + failure.reason().code());
    }
  }
}
