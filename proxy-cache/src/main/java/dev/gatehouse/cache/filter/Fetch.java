package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.fill.Fill;
import dev.gatehouse.cache.fill.Unkept;
import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.StoreDecision;
import dev.gatehouse.cache.semantics.SurrogateControl;
import dev.gatehouse.cache.semantics.Validators;
import dev.gatehouse.cache.store.MemoryStore;
import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.cache.store.Variants;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.ServerStream;
import dev.gatehouse.core.exchange.Trace;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to the backend on behalf of all who ask for the same: an exchange of its own, that
 * goes on when the client leaves who has led to it. What may be stored is read into the store, and
 * by all who wait from there; anything else is for the leader alone.
 *
 * <p>Confined to the event loop of the leader.
 */
final class Fetch implements Responder, ServerStream, Fill.Listener {
  private static final int NOT_MODIFIED = 304;
  private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

  private final RouteCache route;
  private final String key;
  private final Flight flight;
  private final Handler next;
  private final Exchange origin;
  private final Exchange exchange;
  private final @Nullable Stored asked;
  private final long requested;
  private @Nullable Lookup leader;
  private @Nullable Fill fill;
  private @Nullable Kept keeping;
  private boolean handedOver;
  private boolean askedReleased;

  /** What is stored once the content is complete. */
  private record Kept(StorePolicy.Verdict verdict, Headers headers) {}

  /**
   * @param origin whose request is sent
   * @param stored what the backend is asked about; null: nothing is stored. Used until the end
   */
  Fetch(
      RouteCache route,
      String key,
      Flight flight,
      Exchange origin,
      Handler next,
      @Nullable Stored stored) {
    this.route = route;
    this.key = key;
    this.flight = flight;
    this.next = next;
    this.origin = origin;
    Headers headers = origin.request().headers().copy();
    boolean asks = Validators.ask(headers, stored == null ? new Headers() : stored.headers());
    this.asked = asks && stored != null && stored.tryRetain() ? stored : null;
    headers.set(SurrogateControl.CAPABILITY, SurrogateControl.capability());
    if (!route.honoursClients()) {
      headers.remove(HeaderNames.CACHE_CONTROL); // what is asked for all is no wish of one
      headers.remove(HeaderNames.PRAGMA);
    }
    Request same = origin.request().with(headers, Body.empty());
    route.key().narrow(same);
    exchange = new Exchange(same, origin.connection(), this, origin.loop());
    exchange.clientAddress(origin.clientAddress());
    exchange.id(origin.id());
    exchange.routed(origin.route(), over -> {});
    Trace trace = origin.trace();
    if (trace != null) {
      exchange.noted().trace(trace);
    }
    requested = exchange.loop().clock().epochMillis();
  }

  Exchange exchange() {
    return exchange;
  }

  /**
   * @param leader who gets the answer whatever it is; null: nobody, it is asked in the background
   */
  void begin(@Nullable Lookup leader) {
    this.leader = leader;
    if (leader != null) {
      leader.leads(this);
    }
    try {
      next.handle(exchange, this);
    } catch (RuntimeException bug) {
      LOG.error("route {}: a fetch for the cache failed unexpectedly", route.route(), bug);
      fail(Failure.of(FailureReason.INTERNAL, bug));
    }
  }

  /** The leader has left. */
  void left() {
    leader = null;
  }

  // ---- the answer

  @Override
  public void inform(Response interim) {
    Lookup asking = leader;
    if (asking != null) {
      asking.informed(interim);
    }
  }

  @Override
  public void respond(Response response) {
    long received = exchange.loop().clock().epochMillis();
    Stored before = asked;
    if (before != null && response.status() == NOT_MODIFIED) {
      confirm(before, response, received);
      return;
    }
    if (isError(response.status()) && answeredForError(response)) {
      return;
    }
    StorePolicy.Verdict verdict =
        StorePolicy.of(
            route.settings(),
            exchange.request().headers(),
            response.status(),
            response.headers(),
            requested,
            received);
    StoreDecision decision =
        verdict.stores() && response.body().length() > route.maxObject()
            ? StoreDecision.TOO_LARGE
            : verdict.decision();
    if (decision == StoreDecision.STORE) {
      fill(response, verdict);
    } else {
      route.decided(exchange.loop(), key, decision);
      handOver(response, decision);
    }
  }

  private static boolean isError(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
  }

  /** RFC 5861 §4. */
  private boolean answeredForError(Response response) {
    Lookup asking = leader;
    if (asking == null ? !isStoredForErrors() : !asking.answerForError()) {
      return false;
    }
    leader = null;
    response.body().discard();
    flight.land(new Landing.Failed(null));
    finished(Failure.of(FailureReason.CLIENT_GONE, "answered by what is stored"));
    return true;
  }

  /** Where nobody waits: whether what is stored goes on to answer, so that no error replaces it. */
  private boolean isStoredForErrors() {
    Variants known = route.shared().store().peek(key);
    Stored stored = known == null ? null : known.select(exchange.request().headers());
    long now = exchange.loop().clock().epochMillis();
    return stored != null && stored.terms().answersForError(CacheControl.none(), now);
  }

  /** What nobody else may have. */
  private void handOver(Response response, StoreDecision decision) {
    route.shared().flights().end(key, flight);
    flight.land(new Landing.Unshared());
    releaseAsked();
    if (!isError(response.status())) {
      passFromNowOn();
      Headers sent = exchange.request().headers();
      route.shared().store().remove(key, each -> each.terms().suits(sent)); // it has had its time
    }
    Lookup asking = leader;
    if (asking == null) {
      response.body().discard();
      finished(Failure.of(FailureReason.CLIENT_GONE, "nobody waits for it"));
      return;
    }
    handedOver = true;
    origin.work(failure -> {
      if (failure == null) {
        exchange.sent();
      } else {
        exchange.cut(failure);
      }
    });
    asking.answered(response, this, decision.code());
  }

  // ---- into the store

  private void fill(Response response, StorePolicy.Verdict verdict) {
    route.shared().passNoMore(key);
    Headers kept = StorePolicy.kept(route.settings(), response.headers(), verdict.terms());
    if (response.body().length() >= 0) {
      kept.set(HeaderNames.CONTENT_LENGTH, Long.toString(response.body().length()));
    }
    keeping = new Kept(verdict, kept); // from here on others read it too
    Fill filling =
        new Fill(
            exchange.loop().executor(),
            response.body(),
            route.maxObject(),
            route.shared().budget(),
            this);
    fill = filling;
    Lookup asking = leader;
    Body content = asking == null ? null : filling.reader(exchange.loop().executor());
    flight.land(new Landing.Filling(verdict.terms(), kept, filling));
    if (asking != null && content != null) {
      leader = null;
      origin.work(null);
      Content.Arriving arriving = new Content.Arriving(content);
      Response answer =
          StoredAnswer.of(
              origin.request(), response.status(), response.headers(), requested, arriving);
      arriving.close();
      asking.answered(answer, this, null);
    }
    filling.start();
  }

  @Override
  public void complete(List<ByteBuf> pieces, @Nullable Headers trailers) {
    try {
      keep(pieces);
    } finally {
      finished(null); // whatever goes wrong: a fetch that never ends would keep its key for good
    }
  }

  private void keep(List<ByteBuf> pieces) {
    Kept kept = keeping;
    boolean outdated = flight.outdated();
    route.decided(exchange.loop(), key, outdated ? StoreDecision.OUTDATED : StoreDecision.STORE);
    if (kept != null && !outdated) {
      int length = 0;
      for (ByteBuf piece : pieces) {
        length += piece.readableBytes();
      }
      Headers whole = kept.headers();
      if (!whole.contains(HeaderNames.CONTENT_LENGTH)) {
        whole = whole.copy().add(HeaderNames.CONTENT_LENGTH, Integer.toString(length));
      }
      MemoryStore store = route.shared().store();
      store(Stored.of(kept.verdict().terms(), whole, pieces, length, store.memory()));
    }
  }

  /**
   * Stores a response, whose use it takes over. Who removes something says so to this fetch first
   * and removes then; so what is not known behind the storing is removed by them.
   */
  private void store(Stored stored) {
    route.shared().store().put(key, stored);
    if (flight.outdated()) {
      route.shared().store().remove(key, each -> true);
    }
  }

  @Override
  public void unkept(Unkept why) {
    if (why == Unkept.TOO_LARGE) {
      route.decided(exchange.loop(), key, StoreDecision.TOO_LARGE);
      passFromNowOn();
    } else {
      route.decided(exchange.loop(), key, StoreDecision.NO_MEMORY);
    }
    route.shared().flights().end(key, flight);
  }

  private void passFromNowOn() {
    long memory = route.settings().passMemory().toNanos();
    if (memory > 0) {
      route.shared().passUntil(key, exchange.loop().clock().nanos() + memory);
    }
  }

  @Override
  public void passed() {
    finished(null);
  }

  @Override
  public void broken(Failure failure, List<ByteBuf> pieces) {
    route.decided(exchange.loop(), key, StoreDecision.INCOMPLETE);
    Kept kept = keeping;
    Fill filling = fill;
    if (kept != null && filling != null && !flight.outdated()) {
      new Parts(route, key, exchange.request().headers(), flight)
          .putBegun(kept.verdict().terms(), kept.headers(), filling.length(), pieces);
    }
    finished(failure);
  }

  // ---- what is stored is still right

  private void confirm(Stored before, Response response, long received) {
    response.body().discard();
    if (!Validators.confirms(response.headers(), before.headers())) {
      route.shared().store().remove(key, each -> each == before);
      Lookup asking = leader;
      leader = null;
      releaseAsked();
      exchange.sent();
      new Fetch(route, key, flight, origin, next, null).begin(asking);
      return;
    }
    Refreshed made =
        Refreshed.of(
            route, before, exchange.request().headers(), response.headers(), requested, received);
    StorePolicy.Verdict verdict = made.verdict();
    Stored refreshed = made.stored();
    route.decided(exchange.loop(), key, verdict.decision());
    if (verdict.stores() && !flight.outdated()) {
      refreshed.tryRetain();
      store(refreshed);
    } else {
      route.shared().store().remove(key, each -> each == before);
    }
    Lookup asking = leader;
    leader = null;
    route.shared().flights().end(key, flight);
    flight.land(verdict.stores() ? new Landing.Kept() : new Landing.Unshared());
    if (asking != null) {
      asking.confirmed(refreshed, this);
    }
    refreshed.release();
    finished(null);
  }

  // ---- the end

  @Override
  public void fail(Failure failure) {
    Lookup asking = leader;
    leader = null;
    route.shared().flights().end(key, flight);
    flight.land(new Landing.Failed(failure));
    if (asking != null) {
      asking.failed(failure);
    }
    finished(failure);
  }

  /** The stream of this exchange is given up by whoever feeds its answer. */
  @Override
  public void abort(Failure failure) {
    Fill filling = fill;
    if (handedOver) {
      origin.stream().abort(failure);
    } else if (filling != null) {
      filling.abandon(failure);
    } else {
      fail(failure);
    }
  }

  private void finished(@Nullable Failure failure) {
    releaseAsked();
    route.shared().flights().end(key, flight);
    if (failure == null) {
      exchange.sent();
    } else {
      exchange.cut(failure);
    }
  }

  private void releaseAsked() {
    Stored before = asked;
    if (before != null && !askedReleased) {
      askedReleased = true;
      before.release();
    }
  }
}
