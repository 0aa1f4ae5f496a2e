package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.LoopScope;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.pool.Backend;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connection pools that keep what they are asked for, until the test says what comes of it. */
final class AskedUpstreams implements Upstreams {
  final List<Ask> asks = new ArrayList<>();
  final List<String> sent = new ArrayList<>();
  @Nullable Body kept;
  boolean keeps;
  int abandoned;
  int cancelled;

  /** One stream asked for. */
  record Ask(
      AskedUpstreams pools, Backend backend, UpstreamListener listener, UpstreamChoice choice) {
    /** There is a stream, and the request is not sent completely. */
    void stream(boolean reused) {
      listener.acquired(pools.new Stream(reused));
    }

    /** There is a stream, and the request is sent. */
    void accept(boolean reused) {
      stream(reused);
      listener.requestSent();
    }

    void answer(int status) {
      Headers headers = new Headers().add("keep-alive", "timeout=5").add("x-kept", "1");
      listener.responded(new Response(status, headers, Body.empty()));
    }

    void fail(FailureReason reason, boolean sent) {
      listener.failed(Failure.of(reason), sent);
    }
  }

  Ask first() {
    return asks.getFirst();
  }

  Ask last() {
    return asks.getLast();
  }

  @Override
  public void acquire(
      LoopScope loop, Backend backend, UpstreamListener listener, UpstreamChoice choice) {
    asks.add(new Ask(this, backend, listener, choice));
  }

  @Override
  public void abandon(LoopScope loop, Backend backend, UpstreamListener listener) {
    abandoned++;
  }

  private final class Stream implements UpstreamStream {
    private final boolean reused;

    Stream(boolean reused) {
      this.reused = reused;
    }

    @Override
    public void send(Request request, Body body) {
      sent.add(request.method() + " with " + body.length() + " bytes");
      if (keeps) {
        kept = body;
      } else {
        body.discard();
      }
    }

    @Override
    public void cancel(UpstreamListener listener) {
      cancelled++;
    }

    @Override
    public boolean reused() {
      return reused;
    }
  }
}
