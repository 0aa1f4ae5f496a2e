package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.time.Timed;
import io.netty.buffer.ByteBuf;

/**
 * The rest of an answer that nobody wants: read and dropped if it is short and there soon, so that
 * its connection can carry the next request; else given up, which ends the connection.
 *
 * <p>Confined to the event loop of the body.
 */
final class Drain extends Timed implements Runnable {
  /** Error pages are shorter; more costs more than a new connection. */
  private static final int MOST = 64 * 1024;

  private static final long WITHIN = 1_000_000_000L;

  private final LoopScope loop;
  private final Body body;
  private int dropped;

  private Drain(LoopScope loop, Body body) {
    this.loop = loop;
    this.body = body;
  }

  /** Drops {@code body}, whose ownership it takes. */
  static void of(LoopScope loop, Body body) {
    if (body.ended() || body.length() > MOST) {
      body.discard();
      return;
    }
    Drain drain = new Drain(loop, body);
    drain.deadline(loop.clock().nanos() + WITHIN);
    loop.deadlines().add(drain);
    drain.run();
  }

  @Override
  public void run() {
    for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
      dropped += piece.readableBytes();
      piece.release();
    }
    if (dropped > MOST || body.ended() || body.failure() != null) {
      stop();
    } else {
      body.demand(this);
    }
  }

  @Override
  protected void expired(long now) {
    stop();
  }

  private void stop() {
    loop.deadlines().remove(this);
    body.discard();
  }
}
