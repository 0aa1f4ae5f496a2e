package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.store.DiskTier;
import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.time.Timed;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lookup's wait for what the disk has: until that is there, the time is up, or the client has
 * left. Confined to the event loop of its exchange.
 */
final class DiskWait extends Timed implements Exchange.Work {
  /** A disk that takes longer is no help. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

  private final Exchange exchange;
  private final Lookup lookup;
  private boolean waits = true;

  DiskWait(Exchange exchange, Lookup lookup) {
    this.exchange = exchange;
    this.lookup = lookup;
  }

  void begin(DiskTier disk, String key) {
    exchange.work(this);
    deadline(exchange.loop().clock().nanos() + PATIENCE);
    exchange.loop().deadlines().add(this);
    disk.find(key, exchange.loop().clock().epochMillis(), exchange.loop().executor(), this::found);
  }

  /** Takes what was found; each is to be released. */
  private void found(List<Stored> all) {
    try {
      if (end()) {
        lookup.foundOnDisk(all);
      }
    } finally {
      all.forEach(Stored::release);
    }
  }

  @Override
  protected void expired(long now) {
    if (end()) {
      lookup.withoutDisk();
    }
  }

  @Override
  public void over(@Nullable Failure failure) {
    var _ = end();
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
