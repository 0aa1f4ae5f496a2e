package dev.gatehouse.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cache.RouteCacheSettings;
import dev.gatehouse.cache.key.CacheKey;
import dev.gatehouse.cache.key.PurgeScope;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.TestExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of parts when something else happens at the same moment. */
class PartKeeperTest {
  /** Has {@code meanwhile} happen when somebody looks at it: between two steps of the keeper. */
  @SuppressWarnings("serial") // of no use to anybody but this test
  private static final class Watched extends ArrayList<ByteBuf> {
    private final transient Runnable meanwhile;

    Watched(ByteBuf only, Runnable meanwhile) {
      super(List.of(only));
      this.meanwhile = meanwhile;
    }

    @Override
    public Iterator<ByteBuf> iterator() {
      meanwhile.run();
      return super.iterator();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes 0-4/10", "bytes 0-4/5"})
  void whatIsPurgedWhileItIsPutIntoTheStoreDoesNotStayThere(String place) {
    try (CacheRig rig = new CacheRig()) {
      RouteCacheSettings settings = new RouteCacheSettings();
      List<StoreDecision> decisions = new ArrayList<>();
      CacheObserver observer =
          new CacheObserver() {
            @Override
            public void handled(Exchange exchange, CacheResult result, @Nullable Forward forward) {}

            @Override
            public void decided(int loop, String key, StoreDecision decision) {
              decisions.add(decision);
            }
          };
      CacheKey key = new CacheKey("shop", settings.key(), Set.of());
      RouteCache route = new RouteCache("shop", key, settings, rig.shared, observer);
      Exchange exchange =
          TestExchange.get("/a").header("range", "bytes=0-4").loop(rig.one).exchange();
      CacheRig.Client client = new CacheRig.Client(exchange, rig.one);
      PartKeeper keeper = new PartKeeper(route, key.of(exchange.request()), exchange, client);
      Headers headers =
          new Headers().add("cache-control", "max-age=60").add("content-range", place);
      keeper.respond(new Response(206, headers, new BufferBody(text())));

      ByteBuf content = text();
      Runnable purge = () -> rig.shared.purge(PurgeScope.all(), PurgeMode.REMOVE, 0);
      keeper.kept(new Watched(content, purge), 5, true);
      content.release();

      assertThat(decisions).containsExactly(StoreDecision.OUTDATED);
      assertThat(rig.shared.store().size()).isZero();
      client.content();
    }
  }

  private static ByteBuf text() {
    return Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII);
  }
}
