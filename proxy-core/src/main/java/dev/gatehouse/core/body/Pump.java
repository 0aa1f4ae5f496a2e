package dev.gatehouse.core.body;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The join of a {@link Body} and a {@link Sink}: moves pieces while there are some and there is
 * room, else waits for whichever is missing. Ends the sink exactly once: {@link Sink#end} after a
 * complete body, {@link Sink#abort} after one that broke off. Owns the body: discards it in any
 * case.
 *
 * <p>Confined to one event loop.
 */
public final class Pump implements Runnable {
  private final Body source;
  private final Sink target;
  private boolean running;
  private boolean again;
  private boolean done;

  public Pump(Body source, Sink target) {
    this.source = source;
    this.target = target;
  }

  /** Moves what can be moved now, and arranges to be run again for the rest. */
  @Override
  public void run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      move();
    } while (again && !done);
    running = false;
  }

  private void move() {
    while (!done) {
      if (target.closed()) {
        done = true;
        source.discard();
        return;
      }
      if (!target.writable()) {
        target.whenWritable(this);
        return;
      }
      ByteBuf piece = source.read();
      if (piece != null) {
        target.write(piece);
        continue;
      }
      if (!finish()) {
        source.demand(this);
        return;
      }
    }
  }

  private boolean finish() {
    Failure failure = source.failure();
    if (failure != null) {
      done = true;
      source.discard();
      target.abort(failure);
    } else if (source.ended()) {
      done = true;
      @Nullable Headers trailers = source.trailers();
      source.discard();
      target.end(trailers);
    }
    return done;
  }
}
