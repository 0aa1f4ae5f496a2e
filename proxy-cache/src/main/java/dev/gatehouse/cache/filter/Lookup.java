package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.CoalesceSettings;
import dev.gatehouse.cache.semantics.Ages;
import dev.gatehouse.cache.semantics.CacheControl;
import dev.gatehouse.cache.semantics.ReuseDecision;
import dev.gatehouse.cache.store.DiskTier;
import dev.gatehouse.cache.store.HotHeaders;
import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.cache.store.Terms;
import dev.gatehouse.cache.store.Variants;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One GET or HEAD that the cache has a say in, from the look into the store to its answer: from
 * there, from a fetch that it leads or waits for, or from the backend without the cache.
 *
 * <p>Confined to the event loop of its exchange.
 */
final class Lookup implements Exchange.Work {
  private static final Failure NOTHING_STORED = Failure.of(FailureReason.ONLY_IF_CACHED);

  private final RouteCache route;
  private final Exchange exchange;
  private final Responder responder;
  private final Handler next;
  private final String key;
  private final CacheControl control;
  private Forward why = Forward.URI_MISS;
  private @Nullable Fetch leads;
  private boolean hasWaited;
  private boolean diskAsked;

  Lookup(RouteCache route, Exchange exchange, Responder responder, Handler next) {
    this.route = route;
    this.exchange = exchange;
    this.responder = responder;
    this.next = next;
    this.key = route.key().of(exchange.request());
    this.control = route.honoursClients() ? CacheControl.of(headers()) : CacheControl.none();
  }

  void begin() {
    Variants variants = route.shared().store().find(key);
    Stored stored = variants == null ? null : variants.select(headers());
    if (stored == null || !stored.tryRetain()) {
      if (answersFromPart()) {
        return;
      }
      Forward miss = variants == null ? Forward.URI_MISS : Forward.VARY_MISS;
      DiskTier disk = route.shared().store().disk();
      if (disk == null || diskAsked || !disk.hasMoreThan(variants, key)) {
        ask(miss, null);
      } else {
        why = miss;
        diskAsked = true;
        new DiskWait(exchange, this).begin(disk, key);
      }
      return;
    }
    try {
      decide(stored);
    } finally {
      stored.release();
    }
  }

  // ---- on disk

  /** Goes on with what was found, which stays the caller's. */
  void foundOnDisk(List<Stored> all) {
    for (Stored each : all) {
      if (each.terms().suits(headers())) {
        decide(each);
        return;
      }
    }
    begin();
  }

  /** Goes on as if there were none: its answer takes too long. */
  void withoutDisk() {
    ask(why, null);
  }

  /** Answers from a part that is stored and fresh, if that has all that is asked for. */
  private boolean answersFromPart() {
    StoredPart part = StoredPart.answering(route.shared().store(), key, exchange.request());
    if (part == null) {
      return false;
    }
    Terms terms = part.stored().terms();
    boolean fresh = reuse(terms, terms.age(now())) == ReuseDecision.FRESH;
    if (fresh) {
      answer(part.stored(), part, CacheResult.HIT);
    }
    part.stored().release();
    return fresh;
  }

  private ReuseDecision reuse(Terms terms, long age) {
    return ReuseDecision.of(control, hasPragma(), terms.control(), terms.lifetime().millis(), age);
  }

  private void decide(Stored stored) {
    Terms terms = stored.terms();
    long age = terms.age(now());
    switch (reuse(terms, age)) {
      case FRESH -> {
        answer(stored, CacheResult.HIT);
        if (route.isDueAhead(terms, age)) {
          askInBackground(stored);
        }
      }
      case STALE_ALLOWED -> answer(stored, CacheResult.STALE);
      case STALE_WHILE_REVALIDATE -> {
        askInBackground(stored);
        answer(stored, CacheResult.STALE);
      }
      case STALE -> ask(Forward.STALE, stored);
      case NO_CACHE -> ask(Forward.NO_CACHE, stored);
      case REQUEST -> ask(Forward.REQUEST, stored);
    }
  }

  private boolean hasPragma() {
    return hasPragma(headers(), route.honoursClients(), control);
  }

  /** True if an old client wants the backend to be asked (RFC 9111 §5.4). */
  static boolean hasPragma(Headers request, boolean honoursClients, CacheControl control) {
    if (!honoursClients || control.present()) {
      return false;
    }
    String pragma = request.get(HeaderNames.PRAGMA);
    return pragma != null && pragma.contains("no-cache");
  }

  private Headers headers() {
    return exchange.request().headers();
  }

  private long now() {
    return exchange.loop().clock().epochMillis();
  }

  private EventExecutor executor() {
    return exchange.loop().executor();
  }

  // ---- to the backend

  /**
   * @param stale what the backend is to be asked about; null: there is nothing
   */
  private void ask(Forward reason, @Nullable Stored stale) {
    why = reason;
    if (control.onlyIfCached()) {
      route.handled(exchange, CacheResult.REFUSED, reason);
      responder.fail(NOTHING_STORED);
    } else if (hasWaited) {
      passOn(Forward.UNSHARED);
    } else if (control.noStore()) {
      passOn(Forward.NO_STORE);
    } else if (stale == null && PartialAnswer.isAsked(exchange.request())) {
      askForPart();
    } else if (exchange.method().equals(Methods.HEAD)) {
      route.key().narrow(exchange.request());
      next.handle(exchange, passed(heard(), reason));
    } else if (stale == null && route.shared().passes(key, exchange.loop().clock().nanos())) {
      passOn(Forward.KNOWN);
    } else {
      leadOrJoin(stale);
    }
  }

  /** Goes on as it is, unless all of it is on its way already. */
  private void askForPart() {
    Flight other = route.shared().flights().find(key);
    if (other == null || route.settings().coalesce().timeout().isZero()) {
      passOn(Forward.PARTIAL);
    } else {
      waitFor(other);
    }
  }

  private void leadOrJoin(@Nullable Stored stale) {
    Flight mine = new Flight();
    Flight other = route.shared().flights().begin(key, mine);
    if (other == null) {
      exchange.work(this);
      new Fetch(route, key, mine, exchange, next, stale).begin(this);
    } else if (route.settings().coalesce().timeout().isZero()
        || why == Forward.REQUEST // what is under way may have begun before the client's wish
        || why == Forward.NO_CACHE) { // what it brings will not be for others either
      passOn(why);
    } else {
      waitFor(other);
    }
  }

  private void askInBackground(Stored stored) {
    if (control.noStore() || !exchange.method().equals(Methods.GET)) {
      return; // the answer could not take the place of what is stored
    }
    Flight flight = new Flight();
    if (route.shared().flights().begin(key, flight) == null) {
      new Fetch(route, key, flight, exchange, next, stored).begin(null);
    }
  }

  private Responder heard() {
    return new Heard(route, exchange, key, now(), route.shared().flights().changes(), responder);
  }

  /** Hands the request on; of what comes back, only parts are for the cache. */
  private void passOn(Forward reason) {
    route.key().narrow(exchange.request());
    Responder passed = passed(responder, reason);
    next.handle(
        exchange,
        reason == Forward.PARTIAL ? new PartKeeper(route, key, exchange, passed) : passed);
  }

  private Responder passed(Responder outer, Forward reason) {
    return new Passed(route, exchange, key, outer, reason);
  }

  // ---- waiting for another

  private void waitFor(Flight other) {
    CoalesceSettings rules = route.settings().coalesce();
    if (!new FlightWait(exchange, other, this).begin(rules)) {
      passOn(Forward.WAITED);
    }
  }

  /** Goes on alone: what it has waited for takes too long. */
  void withoutFlight() {
    passOn(Forward.WAITED);
  }

  /** Goes on with what it has waited for. */
  void landed(Landing landing) {
    hasWaited = true;
    switch (landing) {
      case Landing.Filling filling -> join(filling);
      case Landing.Kept() -> begin();
      case Landing.Unshared() -> passOn(Forward.UNSHARED);
      case Landing.Failed(Failure failure) when failure != null -> failed(failure);
      case Landing.Failed _ -> {
        if (!answerForError()) {
          passOn(Forward.UNSHARED);
        }
      }
    }
  }

  private void join(Landing.Filling filling) {
    Terms terms = filling.terms();
    if (!terms.answersOthers(now()) || !terms.suits(headers())) {
      passOn(Forward.UNSHARED);
      return;
    }
    boolean endUnknown = filling.fill().length() == Body.UNKNOWN_LENGTH;
    if (endUnknown && PartialAnswer.isAsked(exchange.request())) {
      passOn(Forward.PARTIAL); // the backend may know where it is
      return;
    }
    Body content = filling.fill().reader(executor());
    if (content == null) {
      begin(); // it is in the store by now, or did not fit
      return;
    }
    Headers copy = filling.headers().copy();
    copy.set(HeaderNames.AGE, Long.toString(Ages.seconds(terms.born(), now())));
    Content.Arriving arriving = new Content.Arriving(content);
    Response response = StoredAnswer.of(exchange.request(), terms.status(), copy, now(), arriving);
    arriving.close();
    if (route.settings().statusHeader()) {
      CacheStatus.forwarded(response.headers(), why, 0, true, null);
    }
    route.handled(exchange, CacheResult.COLLAPSED, why);
    responder.respond(response);
  }

  // ---- what the fetch that it leads brings

  void leads(Fetch fetch) {
    leads = fetch;
  }

  void informed(Response interim) {
    responder.inform(interim);
  }

  /** The backend's answer, to be passed on. */
  void answered(Response response, Fetch fetch, @Nullable String notStored) {
    leads = null;
    exchange.adopt(fetch.exchange());
    if (route.settings().statusHeader()) {
      CacheStatus.forwarded(response.headers(), why, 0, false, notStored);
    }
    route.handled(exchange, CacheResult.MISS, why);
    responder.respond(response);
  }

  /** What is stored is still right. */
  void confirmed(Stored stored, Fetch fetch) {
    leads = null;
    exchange.work(null);
    exchange.adopt(fetch.exchange());
    answer(stored, CacheResult.REVALIDATED);
  }

  /** There is no answer of the backend. */
  void failed(Failure failure) {
    Fetch fetch = leads;
    leads = null;
    if (fetch != null) {
      exchange.work(null);
      exchange.adopt(fetch.exchange());
    }
    if (!answerForError()) {
      route.handled(exchange, CacheResult.MISS, why);
      responder.fail(failure);
    } else {
      exchange.failed(failure);
    }
  }

  /** Answers by what is stored and stale in place of an error, if that is allowed. */
  boolean answerForError() {
    Variants variants = route.shared().store().peek(key);
    Stored stored = variants == null ? null : variants.select(headers());
    if (stored == null || !stored.tryRetain()) {
      return false;
    }
    try {
      boolean may = stored.terms().answersForError(control, now());
      if (may) {
        answer(stored, CacheResult.STALE_IF_ERROR);
      }
      return may;
    } finally {
      stored.release();
    }
  }

  // ---- the answer

  private void answer(Stored stored, CacheResult result) {
    answer(stored, new Content.Whole(stored), result);
  }

  private void answer(Stored stored, Content content, CacheResult result) {
    Terms terms = stored.terms();
    long now = now();
    Headers copy = HotHeaders.ofThisThread().of(stored, Ages.seconds(terms.born(), now));
    Response response = StoredAnswer.of(exchange.request(), terms.status(), copy, now, content);
    if (route.settings().statusHeader()) {
      if (result == CacheResult.REVALIDATED) {
        CacheStatus.forwarded(response.headers(), why, 304, false, null);
      } else {
        CacheStatus.hit(
            response.headers(),
            result,
            terms.lifetime().source(),
            (terms.lifetime().millis() - terms.age(now)) / 1000);
      }
    }
    boolean itself = result == CacheResult.HIT || result == CacheResult.STALE;
    route.handled(exchange, result, itself ? null : why);
    responder.respond(response);
  }

  // ---- the end

  @Override
  public void over(@Nullable Failure failure) {
    Fetch fetch = leads;
    leads = null;
    if (fetch != null) {
      fetch.left();
    }
  }
}
