package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.ServerStream;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import dev.gatehouse.core.transport.ClientLimits;
import dev.gatehouse.core.transport.Holdings;
import dev.gatehouse.core.transport.Loop;
import dev.gatehouse.core.transport.ServerConnection;
import dev.gatehouse.core.transport.Tenure;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1 connection: one exchange at a time, in the order of the requests (RFC 9112
 * §9.3); what is pipelined waits.
 *
 * <p>A request ends when both its content has arrived (or been given up) and its answer is written.
 * What the connection does then is decided in {@link #settle}: the next request, or close.
 */
public final class Http1ServerConnection extends Http1Connection
    implements ServerConnection, ServerStream, MessageSink.Owner {
  private static final Headers EMPTY = new Headers();

  private final Intake intake;
  private final ConnectionInfo info;
  private final ConnectionObserver observer;
  private final RequestHead head;
  private final RequestDecoder decoder;
  private final MessageSink sink = new MessageSink(this, this);
  private final ClientPatience patience;
  private final RequestContent content = new RequestContent();
  private final Tenure tenure;
  private @Nullable Exchange exchange;
  private @Nullable ClientUpgrade upgrade;
  private boolean persistent = true;
  private boolean draining;
  private boolean answered;
  private boolean finishing;
  private boolean told;

  public Http1ServerConnection(
      Loop loop,
      Intake intake,
      ConnectionInfo info,
      ClientLimits limits,
      ConnectionObserver observer) {
    super(loop, limits.requestLine(), limits.requestLine() + limits.headerBytes());
    this.intake = intake;
    this.info = info;
    this.observer = observer;
    this.head = new RequestHead(limits.requestLine(), limits.headerCount());
    this.decoder = new RequestDecoder(info);
    this.patience = new ClientPatience(loop, limits, this);
    this.tenure =
        new Tenure(limits.requests(), limits.ageMillis() * 1_000_000L, loop.clock().nanos());
  }

  /** Sets when the client began to be waited for, if not only when it is served. */
  public void awaitedSince(long nanos) {
    patience.awaitedSince(nanos);
  }

  @Override
  void added() {
    patience.connected();
  }

  // ---- the request

  @Override
  int parseHead(byte[] bytes, int length) {
    return head.parse(bytes, length);
  }

  @Override
  void headRead() {
    patience.headRead();
    persistent = !draining && Persistence.persists(head.version(), head.headers());
    Ending last = tenure.request(loop.clock().nanos());
    if (last != null && persistent) {
      persistent = false;
      observer.ended(loop.index(), last);
    }
    RequestDecoder.Decoded decoded = decoder.decode(head);
    switch (decoded) {
      case RequestDecoder.Refused refused -> refuse(Failure.of(refused.reason()));
      case RequestDecoder.Accepted accepted -> begin(accepted);
    }
  }

  private void begin(RequestDecoder.Accepted accepted) {
    Body body = Body.empty();
    content.begin(accepted.framing() != 0, accepted.expectsContinue());
    upgrade = ClientUpgrade.of(accepted.upgrade(), this);
    if (upgrade != null) {
      body = upgrade.body();
      hold(); // what it sends ahead of the answer may yet turn out to be HTTP
    } else if (content.isPending()) {
      FedBody fed =
          new FedBody(accepted.framing() > 0 ? accepted.framing() : Body.UNKNOWN_LENGTH, this);
      body = fed;
      if (accepted.framing() > 0) {
        expectFixed(accepted.framing(), fed);
      } else {
        expectChunked(fed);
      }
    } else {
      hold();
    }
    Exchange begun = new Exchange(accepted.request(body), info, this, loop);
    exchange = begun;
    answered = false;
    this.head.release();
    intake.dispatch(begun);
  }

  @Override
  void headIncomplete() {
    patience.headBegun();
  }

  @Override
  void headRefused(boolean tooLarge) {
    FailureReason reason = head.refusal();
    if (tooLarge) {
      reason =
          head.target().isEmpty()
              ? FailureReason.REQUEST_LINE_TOO_LONG
              : FailureReason.HEADERS_TOO_LARGE;
    }
    refuse(Failure.of(reason));
  }

  /** Answers what is not understood, and never reads on: where it ends is anyone's guess. */
  private void refuse(Failure failure) {
    patience.headRead();
    persistent = false;
    content.over();
    answered = false;
    drop();
    Exchange refused = new Exchange(decoder.fragment(head), info, this, loop);
    exchange = refused;
    intake.refuse(refused, failure);
  }

  @Override
  void contentRead(int bytes) {
    Exchange current = exchange;
    if (current != null) {
      current.addRequestBytes(bytes);
    }
    if (tunnel()) {
      return;
    }
    boolean steady = patience.contentRead(bytes);
    if (content.arrived(bytes)) {
      giveUpContent();
      settle();
    } else if (!steady && !content.isUnwanted()) {
      timedOut(FailureReason.BODY_TIMEOUT);
    }
  }

  /** Reads no more of the request, and so no other one either. */
  private void giveUpContent() {
    persistent = false;
    content.over();
    patience.contentDone();
    drop();
  }

  @Override
  void contentEnded() {
    content.over();
    patience.contentDone();
    settle();
  }

  @Override
  void contentBroken(int what) {
    FailureReason reason =
        what == ChunkDecoder.BAD_TRAILER ? FailureReason.BAD_TRAILER : FailureReason.BAD_CHUNK;
    FedBody body = incoming();
    giveUpContent();
    if (body != null) {
      body.fail(Failure.of(reason));
    }
    settle();
  }

  @Override
  public void wanted() {
    super.wanted();
    if (upgrade != null) {
      return; // silence is no fault there
    }
    patience.contentWanted();
    if (!answered && content.takeContinue()) {
      sink.writeRaw(heads.status(100, EMPTY).end(context().alloc()));
    }
  }

  @Override
  public void abandoned() {
    if (upgrade == null) {
      content.giveUp();
      resumeReading();
    } else if (upgrade.begun()) {
      resumeReading(); // to see the end
    }
  }

  /** True while the connection is handed over to another protocol. */
  private boolean tunnel() {
    return upgrade != null && upgrade.begun();
  }

  // ---- the answer

  @Override
  public void inform(Response interim) {
    Exchange current = exchange;
    if (closed()
        || current == null
        || answered
        || current.request().version() == HttpVersion.HTTP_1_0) {
      return;
    }
    if (interim.status() == 100) {
      content.takeContinue();
    }
    sink.writeRaw(
        heads
            .status(interim.status(), interim.headers())
            .fields(interim.headers(), false)
            .end(context().alloc()));
  }

  @Override
  public void respond(Response response) {
    Exchange current = exchange;
    if (closed() || current == null) {
      response.body().discard();
      return;
    }
    answered = true;
    int status = response.status();
    ClientUpgrade asked = upgrade;
    if (asked != null && status == ClientUpgrade.AGREED) {
      handOver(asked, response, current);
      return;
    }
    upgrade = null;
    Headers headers = response.headers();
    Body body = response.body();
    boolean contentless = Framing.contentless(current.method(), status);
    boolean old = current.request().version() == HttpVersion.HTTP_1_0;
    long framing = contentless ? 0 : Framing.ofAnswer(body.length(), old);
    persistent &= framing != Framing.UNTIL_CLOSE && !draining && !content.isAbandonedBy(status);
    HeadWriter out = heads.status(status, headers).fields(headers, contentless && status != 204);
    if (!contentless) {
      out.framing(framing);
    }
    if (headers.contains(HeaderNames.UPGRADE)) {
      out.upgrade();
    }
    if (!persistent) {
      out.close();
    } else if (old) {
      out.keepAlive();
    }
    sink.begin(out.end(context().alloc()), framing);
    if (contentless) {
      body.discard();
      sink.end(null);
    } else {
      sink.pump(body);
    }
  }

  /** From here on the connection is a tunnel, until {@link #tunnelOver}. */
  private void handOver(ClientUpgrade asked, Response agreement, Exchange current) {
    asked.begin();
    persistent = false;
    sink.begin(asked.head(heads, agreement.headers(), context().alloc()), Framing.UNTIL_CLOSE);
    sink.pump(agreement.body());
    if (upgrade == asked && !closed()) {
      expectTunnel(asked.body());
      if (draining) {
        current.drain();
      }
    }
  }

  @Override
  public void tunnelOver() {
    Exchange current = exchange;
    exchange = null;
    upgrade = null;
    if (current == null) {
      return;
    }
    Failure failure = current.failure();
    if (failure != null && failure.reason() == FailureReason.TUNNEL_IDLE) {
      observer.ended(loop.index(), Ending.TUNNEL_IDLE);
    }
    patience.answered();
    current.sent();
    sink.cut();
    settle();
  }

  @Override
  public void abort(Failure failure) {
    broken(failure);
  }

  @Override
  public void wrote(int bytes) {
    Exchange current = exchange;
    if (current != null) {
      current.addResponseBytes(bytes);
    }
  }

  @Override
  public void written() {
    if (tunnel()) {
      Closing.linger(context(), () -> {}); // the client may still have something to say
      return;
    }
    Exchange current = exchange;
    exchange = null;
    patience.answered();
    if (current != null) {
      current.sent();
    }
    settle();
  }

  @Override
  public void broken(Failure failure) {
    Exchange current = exchange;
    exchange = null;
    upgrade = null;
    persistent = false;
    sink.flush();
    Closing.reset(context());
    sink.cut();
    if (current != null) {
      current.cut(failure);
    }
  }

  @Override
  public void stalled(boolean waiting) {
    patience.stalled(waiting);
  }

  /** Goes on with the next request, or closes, once both sides of the present one are done. */
  private void settle() {
    if (closed() || finishing || exchange != null || sink.busy()) {
      return;
    }
    if (!persistent) {
      finish();
    } else if (!sink.writable()) {
      sink.whenWritable(this::settle); // who does not read what he asked for is not asked for more
    } else if (!content.isPending()) {
      patience.idle();
      expectHead();
    } else {
      patience.contentInTheWay();
    }
  }

  // ---- the end

  /**
   * Lets the client read the answer before the connection goes: closing with input unread would
   * reset it (RFC 9112 §9.6).
   */
  private void finish() {
    finishing = true;
    drop();
    patience.stalled(true);
    Closing.linger(context(), this::told);
  }

  private void told() {
    if (inputEnded()) {
      context().close();
    } else if (!closed()) {
      told = true;
      patience.lingering();
    }
  }

  @Override
  void peerEnded() {
    if (told) {
      context().close();
    }
  }

  @Override
  void dropped() {
    patience.dropped();
  }

  /** The client has used up its patience budget: see {@link ClientPatience}. */
  void timedOut(FailureReason reason) {
    Exchange current = exchange;
    Ending ending = ending(reason, current != null);
    if (ending != null) {
      observer.ended(loop.index(), ending);
    }
    if (reason == FailureReason.HEADER_TIMEOUT && current == null && !betweenMessages()) {
      refuse(Failure.of(reason));
      return;
    }
    FedBody body = incoming();
    if (reason == FailureReason.BODY_TIMEOUT && current != null && body != null) {
      giveUpContent();
      body.fail(Failure.of(reason));
      return;
    }
    if (current != null) {
      broken(Failure.of(reason));
    } else {
      context().close();
    }
  }

  /**
   * What the end of the client's patience budget is counted as; null if a request's reason says it.
   */
  private @Nullable Ending ending(FailureReason reason, boolean serving) {
    return switch (reason) {
      case HEADER_TIMEOUT -> Ending.HEADER_TIMEOUT;
      case CLIENT_STALLED -> Ending.CLIENT_STALLED;
      default -> serving || draining ? null : Ending.KEEP_ALIVE;
    };
  }

  @Override
  void gone() {
    patience.over();
    if (fault() instanceof OutOfMemoryError) {
      observer.ended(loop.index(), Ending.MEMORY);
    }
    if (tunnel() && incoming() == null) {
      sink.cut();
      return; // it left in order: what it sent is still passed on, then the tunnel ends
    }
    Exchange current = exchange;
    exchange = null;
    upgrade = null;
    Failure failure = Failure.of(FailureReason.CLIENT_GONE);
    FedBody body = incoming();
    if (current != null) {
      current.cut(failure);
    }
    if (body != null) {
      body.fail(failure);
    }
    sink.cut();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    sink.writabilityChanged();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void drain() {
    draining = true;
    Exchange current = exchange;
    if (current != null && tunnel()) {
      current.drain();
    } else if (current == null && betweenMessages()) {
      patience.lastCall(); // a request may be on its way: it is answered, and the last one
    } else {
      persistent = false;
    }
  }

  @Override
  public void close() {
    if (exchange == null) {
      context().close();
    } else {
      broken(Failure.of(FailureReason.DRAINING));
    }
  }

  @Override
  public void held(Holdings into) {
    heldBuffers(into);
    Exchange current = exchange;
    if (current != null) {
      into.buffers(current.held());
      into.request(headBytes());
    }
  }

  @Override
  public boolean idle() {
    return exchange == null && (finishing || betweenMessages());
  }

  @Override
  public void shed() {
    Failure failure = Failure.of(FailureReason.OVERLOADED_MEMORY, "held too much of it");
    FedBody body = incoming();
    if (exchange == null) {
      context().close();
    } else if (body != null && !answered) {
      giveUpContent(); // there is still an answer to give
      body.fail(failure);
    } else {
      broken(failure);
    }
  }

  @Override
  public int activeExchanges() {
    return exchange == null ? 0 : 1;
  }
}
