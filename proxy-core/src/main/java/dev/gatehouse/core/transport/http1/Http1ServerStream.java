package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.ServerStream;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The answering half of a client's HTTP/1 connection: writes the answer to the one exchange that is
 * being served, or makes a tunnel of the connection, and ends the exchange when that is done.
 *
 * <p>One per connection, for one exchange after another. Confined to its event loop.
 */
final class Http1ServerStream implements ServerStream, MessageSink.Owner {
  private static final int CONTINUE = 100;
  private static final Headers EMPTY = new Headers();

  private final Http1ServerConnection connection;
  private final RequestContent content;
  private final HeadWriter heads;
  private final MessageSink sink;
  private @Nullable Exchange exchange;
  private @Nullable ClientUpgrade upgrade;
  private boolean answered;

  Http1ServerStream(Http1ServerConnection connection, RequestContent content) {
    this.connection = connection;
    this.content = content;
    this.heads = connection.heads;
    this.sink = new MessageSink(connection, this);
  }

  /**
   * An exchange begins; the one before it is over.
   *
   * @param asked the upgrade that its request asks for
   */
  void begin(Exchange begun, @Nullable ClientUpgrade asked) {
    exchange = begun;
    upgrade = asked;
    answered = false;
  }

  /** The exchange that is being served, null if there is none. */
  @Nullable Exchange exchange() {
    return exchange;
  }

  /** True once an answer has begun. */
  boolean answered() {
    return answered;
  }

  /** True while the connection may become a tunnel, or is one. */
  boolean mayUpgrade() {
    return upgrade != null;
  }

  /** True while the connection is handed over to another protocol. */
  boolean tunnel() {
    return upgrade != null && upgrade.begun();
  }

  /** True until what was answered is written. */
  boolean busy() {
    return sink.busy();
  }

  /** True if the client does not read; then the connection is settled once it does again. */
  boolean waitsForReader() {
    if (sink.writable()) {
      return false;
    }
    sink.whenWritable(connection::settle);
    return true;
  }

  void writabilityChanged() {
    sink.writabilityChanged();
  }

  /** Tells a client that holds its content back to go on, if there is no answer yet. */
  void askToGoOn() {
    if (!answered && content.takeContinue()) {
      sink.writeRaw(heads.status(CONTINUE, EMPTY).end(connection.context().alloc()));
    }
  }

  @Override
  public void inform(Response interim) {
    Exchange current = exchange;
    if (connection.closed()
        || current == null
        || answered
        || current.request().version() == HttpVersion.HTTP_1_0) {
      return;
    }
    if (interim.status() == CONTINUE) {
      content.takeContinue();
    }
    sink.writeRaw(
        heads
            .status(interim.status(), interim.headers())
            .fields(interim.headers(), false)
            .end(connection.context().alloc()));
  }

  @Override
  public void respond(Response response) {
    Exchange current = exchange;
    if (connection.closed() || current == null) {
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
    boolean persistent =
        connection.persists(framing != Framing.UNTIL_CLOSE && !content.isAbandonedBy(status));
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
    sink.send(out.end(connection.context().alloc(), MessageSink.roomFor(framing)), framing, body);
  }

  /** From here on the connection is a tunnel, until {@link #tunnelOver}. */
  private void handOver(ClientUpgrade asked, Response agreement, Exchange current) {
    asked.begin();
    connection.persists(false);
    sink.begin(
        asked.head(heads, agreement.headers(), connection.context().alloc()), Framing.UNTIL_CLOSE);
    sink.pump(agreement.body());
    if (upgrade == asked && !connection.closed()) {
      connection.expectTunnel(asked.body());
      if (connection.draining()) {
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
    connection.answered(failure == null ? null : failure.reason());
    current.sent();
    sink.cut();
    connection.settle();
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
      Closing.linger(connection.context(), () -> {}); // the client may still have something to say
      return;
    }
    Exchange current = exchange;
    exchange = null;
    connection.answered(null);
    if (current != null) {
      current.sent();
    }
    connection.settle();
  }

  @Override
  public void broken(Failure failure) {
    Exchange current = exchange;
    exchange = null;
    upgrade = null;
    connection.persists(false);
    sink.flush();
    Closing.reset(connection.context());
    sink.cut();
    if (current != null) {
      current.cut(failure);
    }
  }

  @Override
  public void stalled(boolean waiting) {
    Exchange current = exchange;
    if (current != null) {
      current.noted().stalled(waiting, current.loop().clock().nanos());
    }
    connection.stalled(waiting);
  }

  /**
   * The client left.
   *
   * @param incoming the content that was being read
   */
  void gone(@Nullable FedBody incoming) {
    if (tunnel() && incoming == null) {
      sink.cut();
      return; // it left in order: what it sent is still passed on, then the tunnel ends
    }
    Exchange current = exchange;
    exchange = null;
    upgrade = null;
    Failure failure = Failure.of(FailureReason.CLIENT_GONE);
    if (current != null) {
      current.cut(failure);
    }
    if (incoming != null) {
      incoming.fail(failure);
    }
    sink.cut();
  }
}
