package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The collection of one request's body. It pulls until the end, writes what exceeds the memory
 * bound to a spill file, and asks for nothing while a write is under way; then the exchange goes on
 * with what was collected as its body.
 *
 * <p>Confined to the event loop of the exchange. Ends once: the exchange goes on, fails, or is over
 * by itself. What the file threads still work on is released when they are done.
 */
final class Collector implements Runnable, Exchange.Work, SpillFile.Completion {
  private final BufferFilter filter;
  private final Exchange exchange;
  private final Responder responder;
  private final Handler next;
  private final Body source;
  private final Pieces pieces;
  private @Nullable SpillFile file;
  private long total;
  private boolean pulling;
  private boolean again;
  private boolean writing;
  private boolean done;

  Collector(BufferFilter filter, Exchange exchange, Responder responder, Handler next) {
    this.filter = filter;
    this.exchange = exchange;
    this.responder = responder;
    this.next = next;
    this.source = exchange.request().body();
    this.pieces = new Pieces(filter.budget(), exchange);
  }

  /** Pulls what there is, and arranges to be run again for the rest. */
  @Override
  public void run() {
    if (pulling) {
      again = true;
      return;
    }
    pulling = true;
    do {
      again = false;
      pull();
    } while (again);
    pulling = false;
  }

  private void pull() {
    while (!done && !writing) {
      ByteBuf piece = source.read();
      if (piece != null) {
        take(piece);
        continue;
      }
      Failure failure = source.failure();
      if (failure != null) {
        giveUp(failure);
      } else if (source.ended()) {
        complete();
      } else {
        exchange.work(this);
        source.demand(this);
        return;
      }
    }
  }

  private void take(ByteBuf piece) {
    total += piece.readableBytes();
    if (total > filter.max()) {
      piece.release();
      giveUp(filter.tooLarge());
    } else if (!pieces.add(piece)) {
      giveUp(Failure.of(FailureReason.OVERLOADED_MEMORY, "no memory for a request body"));
    } else if (pieces.bytes() > filter.memory()) {
      spill();
    }
  }

  private void complete() {
    SpillFile spilled = file;
    if (spilled == null) {
      goOn(new MemoryBody(pieces, source.trailers()));
    } else if (pieces.bytes() > 0) {
      spill();
    } else {
      pieces.release();
      goOn(new SpillBody(spilled, total, source.trailers(), filter.budget()));
    }
  }

  private void spill() {
    SpillFile target = file;
    if (target == null) {
      target = new SpillFile(filter.files(), exchange.loop().executor());
      file = target;
    }
    if (!target.reserve(pieces.bytes())) {
      giveUp(Failure.of(FailureReason.SPILL_FULL, "no room on disk for a request body"));
      return;
    }
    exchange.work(this);
    writing = true;
    target.append(pieces.views(), this);
  }

  @Override
  public void completed(@Nullable IOException problem) {
    writing = false;
    if (done) {
      release();
      return;
    }
    pieces.clear();
    if (problem != null) {
      giveUp(Failure.of(FailureReason.SPILL_FAILED, problem));
    } else {
      run();
    }
  }

  /** The exchange is over; it discards the source itself. */
  @Override
  public void over(@Nullable Failure failure) {
    done = true;
    if (!writing) {
      release();
    }
  }

  private void goOn(Body collected) {
    done = true;
    exchange.work(null);
    exchange.request().body(collected);
    exchange.request().headers().remove(HeaderNames.EXPECT); // met: the content is here
    next.handle(exchange, responder);
  }

  private void giveUp(Failure failure) {
    done = true;
    exchange.work(null);
    release();
    source.discard();
    responder.fail(failure);
  }

  private void release() {
    pieces.release();
    SpillFile spilled = file;
    if (spilled != null) {
      spilled.release();
    }
  }
}
