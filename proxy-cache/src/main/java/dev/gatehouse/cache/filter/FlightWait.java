package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.CoalesceSettings;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.time.Timed;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lookup's wait for a fetch that another has led to: until that has come to something, the time
 * is up, or the client has left. Confined to the event loop of its exchange, but for {@link
 * #accept}.
 */
final class FlightWait extends Timed implements Exchange.Work, Consumer<Landing> {
  private static final Logger LOG = LoggerFactory.getLogger(FlightWait.class);

  private final Exchange exchange;
  private final Flight flight;
  private final Lookup lookup;
  private boolean waits = true;

  FlightWait(Exchange exchange, Flight flight, Lookup lookup) {
    this.exchange = exchange;
    this.flight = flight;
    this.lookup = lookup;
  }

  /** Begins to wait; false if too many do, and it does not. */
  boolean begin(CoalesceSettings rules) {
    exchange.work(this);
    deadline(exchange.loop().clock().nanos() + rules.timeout().toNanos());
    exchange.loop().deadlines().add(this);
    return flight.join(this, rules.waiters()) || !end();
  }

  /** What was waited for has come; from any thread. */
  @Override
  public void accept(Landing landing) {
    EventExecutor loop = exchange.loop().executor();
    if (loop.inEventLoop()) {
      landed(landing);
    } else {
      try {
        loop.execute(() -> landed(landing));
      } catch (RejectedExecutionException e) {
        LOG.debug("the event loop of one who waits has ended, and its client with it", e);
      }
    }
  }

  private void landed(Landing landing) {
    if (end()) {
      lookup.landed(landing);
    }
  }

  @Override
  protected void expired(long now) {
    if (end()) {
      flight.leave(this);
      lookup.withoutFlight();
    }
  }

  @Override
  public void over(@Nullable Failure failure) {
    if (end()) {
      flight.leave(this);
    }
  }

  /** True if it has waited until now. */
  private boolean end() {
    if (!waits) {
      return false;
    }
    waits = false;
    exchange.loop().deadlines().remove(this);
    exchange.work(null);
    return true;
  }
}
