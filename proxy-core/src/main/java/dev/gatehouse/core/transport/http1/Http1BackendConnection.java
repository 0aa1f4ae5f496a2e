package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.UpstreamStream;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.connection.BackendConnection;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1 connection to a backend: one request at a time, kept for the next only after one
 * well-formed answer with nothing left over, and watched while it is idle.
 */
public final class Http1BackendConnection extends Http1Connection
    implements BackendConnection, UpstreamStream, MessageSink.Owner {
  private static final int MAX_HEAD = 64 * 1024;
  private static final int MAX_FIELDS = 256;
  private final Owner owner;
  private final ResponseHead head = new ResponseHead(MAX_FIELDS);
  private final MessageSink sink = new MessageSink(this, this);
  private int requestsLeft;
  private final long retireAt;
  private @Nullable UpstreamListener listener;
  private String method = Methods.GET;
  private boolean used;
  private boolean sent;
  private boolean begun;
  private boolean answering;
  private boolean answerOver;
  private boolean persistent = true;
  private boolean retired;
  private boolean unwritable;
  private int interims;
  private @Nullable UpgradeOffer offer;
  private boolean tunnel;

  /**
   * @param maxRequests how many requests the connection may carry
   * @param retireAt the moment, in the loop's clock, after which it takes no more
   */
  public Http1BackendConnection(Loop loop, Owner owner, int maxRequests, long retireAt) {
    super(loop, MAX_HEAD, MAX_HEAD);
    this.owner = owner;
    this.requestsLeft = maxRequests;
    this.retireAt = retireAt;
  }

  // ---- as its pool sees it

  @Override
  public int room() {
    return listener == null && !tunnel && !retired && isOpen() && !sink.busy() && !old() ? 1 : 0;
  }

  private boolean old() {
    return loop.clock().nanos() - retireAt > 0;
  }

  @Override
  public int active() {
    return listener == null ? 0 : 1;
  }

  @Override
  public void open(UpstreamListener listener) {
    this.listener = listener;
    sent = false;
    begun = false;
    answering = false;
    answerOver = false;
    interims = 0;
    offer = null;
    requestsLeft--;
    listener.acquired(this);
  }

  @Override
  public void close() {
    persistent = false;
    if (listener == null) {
      retire();
    }
  }

  // ---- the request

  @Override
  public boolean reused() {
    return used;
  }

  @Override
  public void send(Request request, Body body) {
    FailureReason hindrance =
        !isOpen()
            ? FailureReason.BACKEND_CLOSED
            : request.isGrpc() ? FailureReason.GRPC_NEEDS_HTTP2 : null;
    if (hindrance != null) {
      body.discard();
      fail(Failure.of(hindrance));
      return;
    }
    method = request.method();
    offer = UpgradeOffer.of(request.upgrade());
    long framing = RequestLayout.framing(body);
    sent = true;
    sink.careful(used && !Methods.isIdempotent(method));
    sink.send(RequestLayout.head(heads, request, offer, framing, context().alloc()), framing, body);
  }

  @Override
  public void tunnel(Body body) {
    if (closed() || !tunnel) {
      body.discard();
      return;
    }
    sink.begin(Unpooled.EMPTY_BUFFER, Framing.UNTIL_CLOSE);
    sink.pump(body);
  }

  @Override
  public void written() {
    if (tunnel) {
      Closing.linger(context(), () -> {}); // the backend may still have something to say
      return;
    }
    UpstreamListener asking = listener;
    if (asking != null) {
      asking.requestSent();
    }
    settle();
  }

  @Override
  public void broken(Failure failure) {
    persistent = false;
    if (tunnel) {
      Closing.reset(context());
    } else {
      fail(failure);
    }
  }

  @Override
  public void stalled(boolean waiting) {
    UpstreamListener asking = listener;
    if (asking != null) {
      asking.stalled(waiting);
    }
  }

  /**
   * A backend that answers before it has read the request, and closes, makes our writing fail; its
   * answer is there to be read all the same. What is left of the request goes nowhere.
   */
  @Override
  boolean readsOn(Throwable cause) {
    UpstreamListener asking = listener;
    if (!(cause instanceof IOException) || asking == null || closed()) {
      return false;
    }
    if (sink.busy()) {
      unwritable = true;
      persistent = false;
      sink.cut();
      asking.requestSent(); // as far as it ever will be: from here on the answer is waited for
    }
    return unwritable;
  }

  @Override
  public void cancel(UpstreamListener asking) {
    if (listener == asking) {
      listener = null;
      if (tunnel && !closed()) {
        drop();
        sink.cut();
        Parting.begin(loop, context(), inputEnded());
      } else {
        retire();
      }
    }
  }

  @Override
  void peerEnded() {
    context().close(); // a tunnel that was given up, and now by both
  }

  // ---- the answer

  @Override
  public int parseHead(byte[] bytes, int length) {
    return listener == null || !sent ? -1 : head.parse(bytes, length);
  }

  @Override
  public void headIncomplete() {
    begun = true;
  }

  @Override
  public void headRead() {
    begun = true;
    int status = head.status();
    Headers headers = head.headers();
    head.release();
    long framing = Framing.ofResponse(method, status, head.version(), headers);
    if (framing == Framing.BAD || framing == Framing.UNSUPPORTED_CODING) {
      refuse(FailureReason.BACKEND_PROTOCOL, "contradictory or unknown framing");
    } else if (status < 200) {
      interim(status, headers);
    } else {
      answer(status, headers, framing);
    }
  }

  private void interim(int status, Headers headers) {
    UpstreamListener asking = listener;
    if (status == Response.SWITCHING_PROTOCOLS) {
      switched(headers);
      return;
    }
    if (++interims > MAX_INTERIM || asking == null) {
      refuse(FailureReason.BACKEND_PROTOCOL, "too many interim answers");
      return;
    }
    asking.informed(new Response(status, headers, Body.empty()));
    if (listener == asking) {
      expectHead();
    }
  }

  /** The backend says that what follows is no longer HTTP. */
  private void switched(Headers headers) {
    UpstreamListener asking = listener;
    String problem =
        offer == null || asking == null || sink.busy() || head.version() == HttpVersion.HTTP_1_0
            ? "101 that was not asked for"
            : offer.problem(headers);
    if (problem != null || asking == null) {
      refuse(FailureReason.BACKEND_UPGRADE, String.valueOf(problem));
      return;
    }
    headers.remove(HeaderNames.CONTENT_LENGTH);
    headers.remove(HeaderNames.SEC_WEBSOCKET_ACCEPT);
    tunnel = true;
    answering = true;
    persistent = false;
    FedBody fed = new FedBody(Body.UNKNOWN_LENGTH, this);
    expectTunnel(fed);
    asking.responded(new Response(Response.SWITCHING_PROTOCOLS, headers, fed));
  }

  private void answer(int status, Headers headers, long framing) {
    UpstreamListener asking = listener;
    persistent &= framing != Framing.UNTIL_CLOSE && Persistence.persists(head.version(), headers);
    headers.remove(HeaderNames.TRANSFER_ENCODING);
    answering = true;
    Body body = Body.empty();
    if (framing == 0) {
      hold();
      answerOver = true;
      settle(); // before the answer ends the exchange, which would cancel what is over already
    } else {
      body = expectContent(framing);
    }
    if (asking != null) {
      asking.responded(new Response(status, headers, body));
    } else {
      body.discard();
    }
  }

  @Override
  public void headRefused(boolean tooLarge) {
    if (listener == null || !sent) {
      retire(); // bytes that answer nothing
    } else if (tooLarge) {
      refuse(FailureReason.BACKEND_HEADERS_TOO_LARGE, "head above " + MAX_HEAD + " bytes");
    } else {
      refuse(head.refusal(), "malformed head");
    }
  }

  private void refuse(FailureReason reason, String detail) {
    persistent = false;
    fail(Failure.of(reason, detail));
  }

  @Override
  public void contentEnded() {
    if (!tunnel) {
      answerOver = true;
      settle();
    }
  }

  @Override
  public void contentBroken(int what) {
    fail(Failure.of(FailureReason.BACKEND_PROTOCOL, "malformed chunked content"));
  }

  @Override
  public void abandoned() {
    if (tunnel) {
      resumeReading(); // to see the end; whoever asked still has something to send
      return;
    }
    listener = null;
    retire();
  }

  // ---- the end

  /** Both directions done: back to the pool, or closed. */
  private void settle() {
    if (!answerOver || listener == null) {
      return;
    }
    if (sink.busy()) {
      // answered before the request was sent: the rest of it would be taken for another
      persistent = false;
    }
    listener = null;
    used = true;
    if (closed() || !persistent || requestsLeft <= 0 || hasInput() || old()) {
      retire();
      return;
    }
    answerOver = false;
    expectHead();
    if (!retired) {
      owner.freed(this);
    }
  }

  /**
   * Tells the listener that no answer will come; one that is under way is cut off through its body.
   */
  private void fail(Failure failure) {
    UpstreamListener asking = listener;
    listener = null;
    FedBody body = incoming();
    boolean underWay = answering;
    boolean left = sent && sink.mayHaveLeft();
    retire();
    if (underWay) {
      if (body != null) {
        body.fail(failure);
      }
    } else if (asking != null) {
      asking.failed(failure, left);
    }
  }

  private void retire() {
    persistent = false;
    if (!retired) {
      retired = true;
      owner.retired(this);
    }
    if (!closed()) {
      drop();
      context().close();
    }
    sink.cut();
  }

  @Override
  void gone() {
    Throwable fault = fault();
    FailureReason reason =
        !tunnel && (answering || begun)
            ? FailureReason.BACKEND_INCOMPLETE
            : fault == null ? FailureReason.BACKEND_CLOSED : FailureReason.BACKEND_RESET;
    fail(fault == null ? Failure.of(reason) : Failure.of(reason, fault));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    sink.writabilityChanged();
    ctx.fireChannelWritabilityChanged();
  }
}
