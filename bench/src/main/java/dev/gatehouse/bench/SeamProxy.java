package dev.gatehouse.bench;

import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.exchange.Chain;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.forward.Forwarder;
import dev.gatehouse.core.forward.HostPolicy;
import dev.gatehouse.core.forward.TimeoutSettings;
import dev.gatehouse.core.net.CidrSet;
import dev.gatehouse.core.pool.BackendObserver;
import dev.gatehouse.core.pool.BackendPool;
import dev.gatehouse.core.pool.BackendSettings;
import dev.gatehouse.core.pool.PoolSettings;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.settings.TransportChoice;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.Transport;
import dev.gatehouse.core.transport.connection.Dialer;
import dev.gatehouse.core.transport.connection.LoopPools;
import dev.gatehouse.core.transport.listen.BindFailed;
import dev.gatehouse.core.transport.listen.BurstLog;
import dev.gatehouse.core.transport.listen.ConnectionLimit;
import dev.gatehouse.core.transport.listen.Listener;
import dev.gatehouse.core.transport.listen.OpenSockets;
import dev.gatehouse.core.transport.listen.Shedding;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The seam alone: Gatehouse's connections, bodies, pump and a chain of filters that do nothing, in
 * front of one backend. What it costs beyond {@link BareRelay} is the price of the seam.
 *
 * <pre>{@code SeamProxy PORT BACKEND_URL [io_uring|epoll|nio] [FILTERS]}</pre>
 */
public final class SeamProxy {
  private SeamProxy() {}

  public static void main(String[] args) throws BindFailed {
    int port = Integer.parseInt(args[0]);
    TransportChoice choice =
        TransportChoice.valueOf((args.length > 2 ? args[2] : "auto").toUpperCase(Locale.ROOT));
    int filters = args.length > 3 ? Integer.parseInt(args[3]) : 10;

    Transport transport = Transport.choose(choice);
    EventLoops loops =
        EventLoops.start(transport, Runtime.getRuntime().availableProcessors(), Clock.SYSTEM);
    PoolSettings settings = new PoolSettings("origin", List.of(BackendSettings.parse(args[1])));
    BackendPool pool = new BackendPool(settings, backend -> BackendObserver.NONE);
    Dialer dialer =
        new Dialer(
            transport.socket(),
            settings.protocol(),
            settings.connections(),
            Duration.ofSeconds(3),
            null);
    LoopPools pools = new LoopPools("origin", loops.loops(), dialer);
    Filter nothing = (exchange, responder, next) -> next.handle(exchange, responder);
    Handler chain =
        Chain.of(
            Collections.nCopies(filters, nothing),
            new Forwarder(pool, pools, new TimeoutSettings(), HostPolicy.REQUEST));
    Listener.Setup setup =
        new Listener.Setup(
            "web",
            loops,
            new Straight(chain),
            new LimitSettings(),
            new ConnectionLimit(20_000, 20_000, CidrSet.EMPTY),
            ConnectionObserver.NONE,
            new BurstLog(),
            Shedding.start(loops, new MemoryBudget(512 << 20)),
            OpenSockets.NONE,
            null);
    Listener.bind(setup, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Every request down the one chain. */
  private record Straight(Handler chain) implements Intake {
    @Override
    public void dispatch(Exchange exchange) {
      chain.handle(exchange, new Out(exchange));
    }

    @Override
    public void refuse(Exchange exchange, Failure failure) {
      exchange.stream().abort(failure);
    }

    @Override
    public void reject(Exchange exchange, Failure failure) {
      exchange.failed(failure);
    }
  }

  private record Out(Exchange exchange) implements Responder {
    @Override
    public void respond(Response response) {
      exchange.stream().respond(response);
    }

    @Override
    public void fail(Failure failure) {
      exchange.stream().abort(failure);
    }

    @Override
    public void inform(Response interim) {
      exchange.stream().inform(interim);
    }
  }
}
