package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;

/**
 * The filter that collects a request's body in full before the request goes on, so that a slow
 * client keeps no backend busy and a failed attempt can be repeated: what stands behind it sees a
 * body of known length that can be replayed.
 *
 * <p>A gRPC call is not collected: it would wait for an end that may come only after answers to its
 * beginning. It is passed on as it arrives, and to HTTP/2 backends only, where a slow client costs
 * them a stream and not a connection.
 *
 * <p>A body whose announced length is beyond the maximum is refused with {@code BODY_TOO_LARGE}
 * before a byte of it is asked for; one that grows beyond it, as soon as it does. When memory is
 * short the request fails with {@code OVERLOADED_MEMORY}, when the spill files have taken their
 * share of the disk with {@code SPILL_FULL}, when the spill file does not work with {@code
 * SPILL_FAILED}.
 */
public final class BufferFilter implements Filter {
  private final long memory;
  private final long max;
  private final LimitFilter streams;
  private final MemoryBudget budget;
  private final SpillFiles files;
  private final Failure tooLarge;

  /**
   * @param memory how many bytes of one body stay in memory before they go to a file
   * @param max how many bytes one body may have
   * @param streamMax how many the body of a gRPC call may have
   * @param budget the memory that all bodies share
   * @param files where bodies go that outgrow their memory
   */
  public BufferFilter(
      long memory, long max, long streamMax, MemoryBudget budget, SpillFiles files) {
    this.memory = memory;
    this.max = max;
    this.streams = new LimitFilter(streamMax);
    this.budget = budget;
    this.files = files;
    this.tooLarge = Failure.of(FailureReason.BODY_TOO_LARGE, "beyond " + max + " bytes");
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    Body body = exchange.request().body();
    if (exchange.request().isGrpc()) {
      streams.handle(exchange, responder, next);
    } else if (body.length() > max) {
      body.discard();
      responder.fail(tooLarge);
    } else if (body.replayable() || exchange.request().upgrade() != null) {
      next.handle(exchange, responder);
    } else {
      new Collector(this, exchange, responder, next).run();
    }
  }

  /** How many bytes of one body stay in memory before they go to a file. */
  long memory() {
    return memory;
  }

  /** How many bytes one body may have. */
  long max() {
    return max;
  }

  MemoryBudget budget() {
    return budget;
  }

  SpillFiles files() {
    return files;
  }

  Failure tooLarge() {
    return tooLarge;
  }
}
