package dev.gatehouse.core.filter.mirror;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.Pump;
import dev.gatehouse.core.body.Sink;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.ServerStream;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One copy of a request, as an exchange of its own without a client: it is the responder and the
 * stream that its answer goes to, and drops it. Ends with its answer, with its failure or when its
 * time is up, and then gives back its room.
 *
 * <p>Confined to the event loop of the original, which it does not outlive by more than its time.
 */
final class Copy implements Runnable, Responder, ServerStream, Sink {
  /** The field that tells the second pool a copy from a request. */
  static final String FIELD = "x-gatehouse-mirror";

  /** What is read of an answer; beyond that its connection is not worth keeping. */
  private static final long MOST_ANSWER = 1 << 20;

  private static final Failure TOO_LONG = Failure.of(FailureReason.CLIENT_GONE, "mirrored");
  private static final Logger LOG = LoggerFactory.getLogger(Copy.class);

  private final Mirror mirror;
  private final Handler shadow;
  private final Exchange exchange;
  private final long bytes;
  private long read;
  private boolean over;

  /** Takes over {@code body}, and room for it. */
  Copy(Exchange original, Body body, Mirror mirror, Handler shadow) {
    this.mirror = mirror;
    this.shadow = shadow;
    this.bytes = body.length();
    Request request = original.request();
    Request same = request.with(request.headers().copy().set(FIELD, mirror.route()), body);
    exchange = new Exchange(same, original.connection(), this, original.loop());
    exchange.clientAddress(original.clientAddress());
  }

  @Override
  public void run() {
    try {
      shadow.handle(exchange, this);
    } catch (RuntimeException bug) {
      LOG.error("route {}: a mirrored request failed unexpectedly", mirror.route(), bug);
      fail(Failure.of(FailureReason.INTERNAL, bug));
    }
  }

  // ---- the responder

  @Override
  public void respond(Response response) {
    if (over) {
      response.body().discard();
    } else {
      new Pump(response.body(), this).run();
    }
  }

  @Override
  public void fail(Failure failure) {
    if (finish()) {
      mirror.failed(failure, exchange.loop().clock().nanos());
      exchange.cut(failure);
    }
  }

  @Override
  public void inform(Response interim) {}

  // ---- the stream

  @Override
  public void abort(Failure failure) {
    fail(failure);
  }

  // ---- the sink

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void whenWritable(Runnable ready) {
    ready.run();
  }

  @Override
  public boolean closed() {
    return over;
  }

  @Override
  public void write(ByteBuf piece) {
    read += piece.readableBytes();
    piece.release();
    if (read > MOST_ANSWER && finish()) {
      mirror.answered();
      exchange.cut(TOO_LONG);
    }
  }

  @Override
  public void end(@Nullable Headers trailers) {
    if (finish()) {
      mirror.answered();
      exchange.sent();
    }
  }

  /** True if this is the end, and not what follows from it. */
  private boolean finish() {
    if (over) {
      return false;
    }
    over = true;
    mirror.leave(bytes);
    return true;
  }
}
