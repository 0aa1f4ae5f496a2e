package dev.gatehouse.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Chain;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.ServerStream;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.filter.forwarded.ForwardedFilter;
import dev.gatehouse.core.filter.forwarded.TrustedProxiesSettings;
import dev.gatehouse.core.forward.Forwarder;
import dev.gatehouse.core.forward.HostPolicy;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.core.forward.UpstreamChoice;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.UpstreamStream;
import dev.gatehouse.core.forward.Upstreams;
import dev.gatehouse.core.http.Authority;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.pool.Backend;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.routing.MatchSettings;
import dev.gatehouse.core.routing.RouteRule;
import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.testing.ManualLoop;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The memory that one small GET costs between its two connections: through the dispatcher, the
 * forwarding fields, routing, ten filters that do nothing, the forwarder and back. What the test
 * itself makes, the request and the response, is measured apart and taken off.
 */
final class AllocationBudgetTest {
  /** Bytes per request; docs/performance.md says what they are spent on. */
  private static final long BUDGET = 400;

  private static final int REQUESTS = 20_000;
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final ConnectionInfo CLIENT =
      new ConnectionInfo("web", ADDRESS, "127.0.0.1", ADDRESS, null);
  private static final Authority HOST = new Authority("shop.example", "shop.example", -1);

  private final LoopScope loop = new ManualLoop();
  private final Dispatcher dispatcher = dispatcher();
  private int answered;

  /** What was made last: keeps the compiler from leaving it out. */
  private @Nullable Answered kept;

  @Test
  void aSmallGetStaysWithinItsBudget() {
    long own = perRequest(this::make);
    long all = perRequest(this::serve);

    assertThat(kept).isNotNull();
    assertThat(answered).isGreaterThan(REQUESTS);
    assertThat(all - own).as("bytes allocated per request").isBetween(1L, BUDGET);
  }

  /** The least of several rounds: a compiler at work may add to a round, and never takes off. */
  private static long perRequest(Runnable request) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 6; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < REQUESTS; i++) {
        request.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least / REQUESTS;
  }

  private void make() {
    kept = new Answered(request(), response());
  }

  private void serve() {
    Request request = request();
    Answered stream = new Answered(request, null);
    Exchange exchange = new Exchange(request, CLIENT, stream, loop);
    stream.exchange = exchange;
    kept = stream;
    dispatcher.dispatch(exchange);
  }

  private static Request request() {
    Headers headers =
        new Headers(16).add(HeaderNames.USER_AGENT, "test").add(HeaderNames.ACCEPT, "*/*");
    return new Request(
        Methods.GET,
        HttpVersion.HTTP_1_1,
        "http",
        HOST,
        "/a/b",
        "/a/b",
        null,
        headers,
        Body.empty());
  }

  private static Response response() {
    Headers headers = new Headers(16).add(HeaderNames.CONTENT_TYPE, "text/plain");
    return new Response(200, headers, Body.empty());
  }

  private Dispatcher dispatcher() {
    PoolSettings settings =
        new PoolSettings("app", List.of(BackendSettings.parse("http://127.0.0.1:9000")));
    BackendPool pool = new BackendPool(settings, backend -> BackendObserver.NONE);
    Forwarder forwarder =
        new Forwarder(pool, new AtOnce(), new TimeoutSettings(), HostPolicy.REQUEST);
    Filter nothing = (exchange, responder, next) -> next.handle(exchange, responder);
    Handler chain = Chain.of(Collections.nCopies(10, nothing), forwarder);
    Route route = new Route("app", chain, exchange -> answered++);
    Router router =
        new Router(
            RouteTable.of(List.of(new RouteRule<>("app", List.of(), new MatchSettings(), route))),
            exchange -> {
              throw new AssertionError("not routed");
            });
    Handler entry = Chain.of(List.of(new ForwardedFilter(new TrustedProxiesSettings())), router);
    return new Dispatcher(new Snapshot(entry, router));
  }

  /** A backend that answers while it is being asked. */
  private static final class AtOnce implements Upstreams, UpstreamStream {
    private @Nullable UpstreamListener asking;

    @Override
    public void acquire(
        LoopScope loop, Backend backend, UpstreamListener listener, UpstreamChoice choice) {
      asking = listener;
      listener.acquired(this);
    }

    @Override
    public void send(Request request, Body body) {
      UpstreamListener listener = asking;
      if (listener != null) {
        listener.requestSent();
        listener.responded(response());
      }
    }

    @Override
    public void abandon(LoopScope loop, Backend backend, UpstreamListener listener) {}

    @Override
    public void cancel(UpstreamListener listener) {}

    @Override
    public boolean reused() {
      return true;
    }
  }

  /** A client that takes the answer at once. */
  private static final class Answered implements ServerStream {
    private final Request request;
    private @Nullable Response response;
    private @Nullable Exchange exchange;

    Answered(Request request, @Nullable Response response) {
      this.request = request;
      this.response = response;
    }

    @Override
    public void respond(Response answer) {
      response = answer;
      Exchange over = exchange;
      if (over != null) {
        over.sent();
      }
    }

    @Override
    public void inform(Response interim) {
      throw new AssertionError(request.path() + ": informed after " + (response == null));
    }

    @Override
    public void abort(Failure failure) {
      throw new AssertionError(failure.toString());
    }
  }
}
