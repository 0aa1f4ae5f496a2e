package dev.gatehouse.server.explain;

import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.ServerStream;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.http.HopByHop;
import dev.gatehouse.core.time.Clock;
import dev.gatehouse.core.time.Deadlines;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An exchange on no event loop and for no client: it passes real filters one by one, so that what
 * they do with the request can be seen. Only for filters that decide at once. Confined to one
 * thread.
 */
final class Rehearsal {
  /** What stands for the id that every request gets anew. */
  static final String ID = "new-for-every-request";

  private final Exchange exchange;
  private @Nullable Response response;
  private @Nullable Failure failure;
  private boolean passed;

  /** Begins with {@code inquiry}'s request, which is used up. */
  Rehearsal(Inquiry inquiry, Clock clock) {
    InetSocketAddress peer = new InetSocketAddress(inquiry.peer(), 0);
    InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    boolean secure = inquiry.request().scheme().equals("https");
    ConnectionInfo.TlsInfo tls =
        secure
            ? new ConnectionInfo.TlsInfo("TLSv1.3", "", inquiry.request().authority().host(), null)
            : null;
    ConnectionInfo connection =
        new ConnectionInfo(
            inquiry.listener(), peer, NetUtil.toAddressString(inquiry.peer()), local, tls);
    exchange = new Exchange(inquiry.request(), connection, new NoStream(), new NoLoop(clock));
    HopByHop.removeFromRequest(inquiry.request().headers());
  }

  Exchange exchange() {
    return exchange;
  }

  /** Sends the exchange through {@code filter}; false if it went no further. */
  boolean passes(Filter filter) {
    passed = false;
    filter.handle(exchange, new Ear(), (same, responder) -> passed = true);
    return passed;
  }

  /** What {@code handler} answers; null if it does not answer at once. */
  @Nullable Response answer(Handler handler) {
    handler.handle(exchange, new Ear());
    Response heard = response;
    if (heard != null) {
      heard.body().discard();
    }
    return heard;
  }

  /** Why the exchange went no further; null if it did, or was answered. */
  @Nullable Failure failure() {
    return failure;
  }

  private final class Ear implements Responder {
    @Override
    public void respond(Response answer) {
      response = answer;
    }

    @Override
    public void fail(Failure why) {
      failure = why;
    }

    @Override
    public void inform(Response interim) {
      interim.body().discard();
    }
  }

  private record NoStream() implements ServerStream {
    @Override
    public void inform(Response interim) {
      throw nobody();
    }

    @Override
    public void respond(Response response) {
      throw nobody();
    }

    @Override
    public void abort(Failure failure) {
      throw nobody();
    }

    private static IllegalStateException nobody() {
      return new IllegalStateException("client: none (expected: answers end in the rehearsal)");
    }
  }

  private record NoLoop(Clock clock) implements LoopScope {
    @Override
    public EventExecutor executor() {
      throw later();
    }

    @Override
    public Deadlines deadlines() {
      throw later();
    }

    @Override
    public boolean overloaded() {
      return false;
    }

    @Override
    public int index() {
      return 0;
    }

    @Override
    public String nextRequestId() {
      return ID;
    }

    private static IllegalStateException later() {
      return new IllegalStateException("event loop: none (expected: filters that decide at once)");
    }
  }
}
