package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
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
public final class Http1ServerConnection extends Http1Connection implements ServerConnection {
  private final Intake intake;
  private final ConnectionInfo info;
  private final ConnectionObserver observer;
  private final RequestHead head;
  private final RequestDecoder decoder;
  private final ClientPatience patience;
  private final RequestContent content = new RequestContent();
  private final Http1ServerStream stream = new Http1ServerStream(this, content);
  private final Tenure tenure;
  private boolean persistent = true;
  private boolean draining;
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
  public int parseHead(byte[] bytes, int length) {
    return head.parse(bytes, length);
  }

  @Override
  public void headRead() {
    patience.headRead();
    persistent = !draining && Persistence.persists(head.version(), head.headers());
    long now = loop.clock().nanos();
    Ending last = tenure.request(now);
    if (last != null && persistent) {
      persistent = false;
      observer.ended(loop.index(), last);
    }
    RequestDecoder.Decoded decoded = decoder.decode(head);
    switch (decoded) {
      case RequestDecoder.Refused refused -> refuse(Failure.of(refused.reason()));
      case RequestDecoder.Accepted accepted -> begin(accepted, now);
    }
  }

  private void begin(RequestDecoder.Accepted accepted, long now) {
    content.begin(accepted.framing() != 0, accepted.expectsContinue());
    ClientUpgrade upgrade = ClientUpgrade.of(accepted.upgrade(), this);
    Body body = Body.empty();
    if (upgrade != null) {
      body = upgrade.body();
      hold(); // what it sends ahead of the answer may yet turn out to be HTTP
    } else if (content.isPending()) {
      body = expectContent(accepted.framing());
    } else {
      hold();
    }
    Exchange begun = new Exchange(accepted.request(body), info, stream, loop, now);
    patience.arrived(begun);
    stream.begin(begun, upgrade);
    head.release();
    intake.dispatch(begun);
  }

  @Override
  public void headIncomplete() {
    patience.headBegun();
  }

  @Override
  public void headRefused(boolean tooLarge) {
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
    drop();
    Exchange refused = new Exchange(decoder.fragment(head), info, stream, loop);
    patience.arrived(refused);
    stream.begin(refused, null);
    intake.refuse(refused, failure);
  }

  @Override
  public void contentRead(int bytes) {
    Exchange current = stream.exchange();
    if (current != null) {
      current.addRequestBytes(bytes);
    }
    if (stream.tunnel()) {
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
  public void contentEnded() {
    content.over();
    patience.contentDone();
    settle();
  }

  @Override
  public void contentBroken(int what) {
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
    if (!stream.mayUpgrade()) { // silence is no fault there
      patience.contentWanted();
      stream.askToGoOn();
    }
  }

  @Override
  public void abandoned() {
    if (!stream.mayUpgrade()) {
      content.giveUp();
      resumeReading();
    } else if (stream.tunnel()) {
      resumeReading(); // to see the end
    }
  }

  // ---- the answer

  /**
   * Says whether the connection goes on after the present exchange; never again once it does not.
   */
  boolean persists(boolean possible) {
    persistent &= possible && !draining;
    return persistent;
  }

  /** True once the connection is to end. */
  boolean draining() {
    return draining;
  }

  /** The answer is out, or the tunnel over, {@code why} if there was a reason. */
  void answered(@Nullable FailureReason why) {
    if (why == FailureReason.TUNNEL_IDLE) {
      observer.ended(loop.index(), Ending.TUNNEL_IDLE);
    }
    patience.answered();
  }

  /** Writing waits for the client, or no longer does. */
  void stalled(boolean waiting) {
    patience.stalled(waiting);
  }

  /** Goes on with the next request, or closes, once both sides of the present one are done. */
  void settle() {
    if (closed() || finishing || stream.exchange() != null || stream.busy()) {
      return;
    }
    if (!persistent) {
      finish();
    } else if (stream.waitsForReader()) {
      return; // who does not read what he asked for is not asked for more
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
  public void dropped() {
    patience.dropped();
  }

  /** The client has used up its patience budget: see {@link ClientPatience}. */
  void timedOut(FailureReason reason) {
    Exchange current = stream.exchange();
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
      stream.broken(Failure.of(reason));
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
    stream.gone(incoming());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    stream.writabilityChanged();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void drain() {
    draining = true;
    Exchange current = stream.exchange();
    if (current != null && stream.tunnel()) {
      current.drain();
    } else if (current == null && betweenMessages()) {
      patience.lastCall(); // a request may be on its way: it is answered, and the last one
    } else {
      persistent = false;
    }
  }

  @Override
  public void close() {
    if (stream.exchange() == null) {
      context().close();
    } else {
      stream.broken(Failure.of(FailureReason.DRAINING));
    }
  }

  @Override
  public void held(Holdings into) {
    heldBuffers(into);
    Exchange current = stream.exchange();
    if (current != null) {
      into.buffers(current.held());
      into.request(headBytes());
    }
  }

  @Override
  public boolean idle() {
    return stream.exchange() == null && (finishing || betweenMessages());
  }

  @Override
  public void shed() {
    Failure failure = Failure.of(FailureReason.OVERLOADED_MEMORY, "held too much of it");
    FedBody body = incoming();
    if (stream.exchange() == null) {
      context().close();
    } else if (body != null && !stream.answered()) {
      giveUpContent(); // there is still an answer to give
      body.fail(failure);
    } else {
      stream.broken(failure);
    }
  }

  @Override
  public int activeExchanges() {
    return stream.exchange() == null ? 0 : 1;
  }
}
