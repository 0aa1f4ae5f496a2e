package dev.gatehouse.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.testing.TestExchange;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The memory that the cache takes from the heap for an answer from the store: from the filter to
 * the response, with the header section that is the caller's own. The same request is used for all,
 * so that nothing but the cache is measured.
 */
final class HitBudgetTest {
  /** Bytes per hit: docs/performance.md says what they are spent on. */
  private static final long BUDGET = 450;

  private static final int HITS = 20_000;
  private static final String FIELDS =
      """
      content-type: text/plain
      cache-control: public, max-age=3600
      etag: "abc"
      content-length: 1024
      """;

  @Test
  void aHitStaysWithinItsBudget() {
    try (CacheRig rig = new CacheRig()) {
      rig.store("/a", FIELDS, "x".repeat(1024));
      CacheFilter filter =
          new CacheFilter("shop", new RouteCacheSettings(), List.of(), rig.shared, new Silent());
      Exchange exchange = TestExchange.get("/a").loop(rig.one).exchange();
      Taker taker = new Taker();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 6; round++) {
        least = Math.min(least, allocated(filter, exchange, taker));
      }
      exchange.sent();
      assertThat(taker.bytes).isEqualTo(6L * HITS * 1024);
      assertThat(least / HITS).as("bytes allocated per hit").isBetween(1L, BUDGET);
    }
  }

  private static long allocated(CacheFilter filter, Exchange exchange, Taker taker) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < HITS; i++) {
      filter.handle(
          exchange,
          taker,
          (same, responder) -> {
            throw new AssertionError("not a hit");
          });
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** Takes every answer, and not its content: reading that costs what watching for leaks costs. */
  private static final class Taker implements Responder {
    private long bytes;

    @Override
    public void respond(Response response) {
      bytes += response.body().length();
      response.body().discard();
    }

    @Override
    public void fail(Failure failure) {
      throw new AssertionError(failure.toString());
    }

    @Override
    public void inform(Response interim) {
      throw new AssertionError("informed");
    }
  }

  /** Nobody is told. */
  private static final class Silent implements CacheObserver {
    @Override
    public void handled(Exchange exchange, CacheResult result, @Nullable Forward forward) {}

    @Override
    public void decided(int loop, String key, StoreDecision decision) {}
  }
}
