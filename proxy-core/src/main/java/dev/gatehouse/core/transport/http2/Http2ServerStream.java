package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.Pump;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.exchange.ServerStream;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.TrailerFields;
import dev.gatehouse.core.transport.Holdings;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a client's connection: the request's content on its way in and the answer on its
 * way out. The exchange ends when the answer was handed to the transport, or with the stream,
 * whichever comes first.
 */
final class Http2ServerStream implements ServerStream, StreamInput.Owner, StreamOutput.Owner {
  private static final int CONTINUE = 100;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int CONNECTED = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** How many looks, a second apart, at a stream that is answered before it is stopped. */
  private static final int LINGER_LOOKS = 2;

  private final Http2ServerConnection server;
  private final FramedConnection connection;
  private final Http2Stream stream;
  private @Nullable StreamInput input;
  private @Nullable StreamOutput output;
  private @Nullable Exchange exchange;
  private @Nullable Failure why;
  private int headBytes;
  private boolean continueExpected;
  private boolean answered;
  private boolean tunnel;
  private boolean over;
  private int lingers;

  Http2ServerStream(Http2ServerConnection server, FramedConnection connection, Http2Stream stream) {
    this.server = server;
    this.connection = connection;
    this.stream = stream;
  }

  /** Expects content; called before the exchange is made. */
  Body expectContent(long declared, int window, boolean continueExpected) {
    StreamInput expected = new StreamInput(connection, stream, this, declared, window, window);
    this.input = expected;
    this.continueExpected = continueExpected;
    return expected.body();
  }

  /**
   * @param headBytes how much the request's fields take
   */
  void begin(Exchange exchange, int headBytes) {
    this.exchange = exchange;
    this.headBytes = headBytes;
  }

  /** Adds up what is in memory of request and answer. */
  void held(Holdings into) {
    StreamInput in = input;
    StreamOutput out = output;
    into.buffers(
        (in == null ? 0 : in.body().held())
            + (out == null ? 0 : out.pending())
            + exchange().held());
    into.request(headBytes);
  }

  /** Takes a DATA frame; returns how many bytes of the windows to give back at once. */
  int data(ByteBuf data, int padding, boolean ends) {
    int bytes = data.readableBytes();
    StreamInput present = input;
    if (present == null || over) {
      return lingers > 0 ? 0 : bytes + padding; // refused or answered: nobody will read it
    }
    exchange().addRequestBytes(bytes);
    if (!present.agrees(bytes, ends)) {
      malformed("content that disagrees with Content-Length");
      return bytes + padding;
    }
    if (bytes > 0) {
      present.takeUntilEnd(data, ends);
    }
    if (ends) {
      present.complete(null);
    }
    return padding;
  }

  /** Takes the trailer section, or the end of the stream in place of one. */
  void trailers(FieldBlock block) {
    StreamInput present = input;
    if (present == null || over) {
      return;
    }
    if (block.malformed() != null || block.hasPseudoFields() || block.tooMany()) {
      malformed("trailer section: " + block.malformed());
    } else if (!present.agrees(0, true)) {
      malformed("content that disagrees with Content-Length");
    } else {
      present.complete(TrailerFields.passable(block.takeHeaders()));
    }
  }

  @Override
  public void inform(Response interim) {
    if (!over && !answered && interim.status() != SWITCHING_PROTOCOLS) {
      if (interim.status() == CONTINUE) {
        continueExpected = false;
      }
      connection.writeHead(
          stream.id(), server.view().response(interim.status(), interim.headers()), false);
    }
  }

  @Override
  public void respond(Response response) {
    if (over || answered) {
      response.body().discard();
      return;
    }
    answered = true;
    if (response.status() == SWITCHING_PROTOCOLS) {
      handOver(response);
      return;
    }
    Body body = response.body();
    boolean bodiless =
        exchange().method().equals(Methods.HEAD)
            || response.status() == NO_CONTENT
            || response.status() == NOT_MODIFIED;
    if (response.status() == NO_CONTENT) {
      response.headers().remove(HeaderNames.CONTENT_LENGTH);
    }
    if (!bodiless) {
      FieldRules.stateLength(response.headers(), body.length());
    }
    StreamOutput out = new StreamOutput(connection, stream, this, bodiless ? 0 : body.length());
    output = out;
    boolean endsWithHead = bodiless || StreamOutput.isEmpty(body);
    if (endsWithHead) {
      out.endsWithHead();
    }
    connection.writeHead(
        stream.id(), server.view().response(response.status(), response.headers()), endsWithHead);
    if (endsWithHead) {
      body.discard();
    } else {
      new Pump(body, out).run();
    }
  }

  /** From here on the stream is a tunnel, until {@link #tunnelOver}. */
  private void handOver(Response agreement) {
    tunnel = true;
    Headers headers = agreement.headers();
    headers.remove(HeaderNames.CONTENT_LENGTH);
    headers.remove(HeaderNames.SEC_WEBSOCKET_ACCEPT);
    StreamOutput out = new StreamOutput(connection, stream, this, Body.UNKNOWN_LENGTH);
    output = out;
    connection.writeHead(stream.id(), server.view().response(CONNECTED, headers), false);
    new Pump(agreement.body(), out).run();
    if (server.draining()) {
      drain();
    }
  }

  /** Ends it if it would not end by itself. */
  void drain() {
    if (tunnel && !over) {
      exchange().drain();
    }
  }

  @Override
  public void tunnelOver() {
    if (over) {
      return;
    }
    over = true;
    StreamOutput out = output;
    if (out != null && !out.ended()) {
      connection.reset(stream, Http2Error.CANCEL);
      out.close();
    } else if (!heardAll()) {
      connection.reset(stream, Http2Error.NO_ERROR);
    }
    exchange().sent();
    server.ended(false);
  }

  /** True if nothing more is to come from the client. */
  private boolean heardAll() {
    return input == null || input.over();
  }

  @Override
  public void abort(Failure failure) {
    Http2Error code = tunnel ? Http2Error.CONNECT_ERROR : Http2Error.INTERNAL_ERROR;
    end(
        failure,
        failure.reason() == FailureReason.STREAM_REFUSED ? Http2Error.REFUSED_STREAM : code);
  }

  /** Ends the stream for what the client sent. */
  void malformed(Failure what) {
    end(what, Http2Error.PROTOCOL_ERROR);
    server.causedReset();
  }

  private void malformed(String what) {
    malformed(Failure.of(FailureReason.BAD_FRAMING, what));
  }

  private void end(Failure failure, Http2Error error) {
    if (over) {
      return;
    }
    why = failure;
    connection.reset(stream, error);
    gone(failure);
  }

  /** Notes why the stream is about to close. */
  void because(Failure failure) {
    if (why == null) {
      why = failure;
    }
  }

  /** The stream is closed. */
  void closed(Failure otherwise) {
    if (lingers > 0) {
      lingers = 0;
      server.ended(false);
    }
    StreamOutput present = output;
    if (over || (present != null && present.ended() && (!tunnel || heardAll()))) {
      return; // closed in order: what is left to say is said after the flush
    }
    gone(why == null ? otherwise : why);
  }

  private void gone(Failure failure) {
    if (over) {
      return;
    }
    over = true;
    if (input != null) {
      input.fail(failure);
    }
    exchange().cut(failure);
    if (output != null) {
      output.close();
    }
    server.ended(exchange().attempts() > 0);
  }

  @Override
  public void outputEnded() {
    if (over || tunnel) {
      return;
    }
    over = true;
    exchange().sent();
    if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
      lingers = LINGER_LOOKS;
    } else {
      server.ended(false);
    }
  }

  /**
   * The answer is complete without the rest of the request, and the client may be told to stop (RFC
   * 9113 §8.1). It is given a moment to see that for itself: there are clients that give up an
   * answer which they find together with the reset. Until then its window is not opened further.
   */
  private void linger() {
    if (lingers > 0 && --lingers == 0) {
      connection.reset(stream, Http2Error.NO_ERROR);
      server.stopped();
      server.ended(false);
    }
  }

  @Override
  public void sending(int bytes) {
    exchange().addResponseBytes(bytes);
  }

  @Override
  public void stalled(boolean waiting) {
    if (!over) {
      exchange().noted().stalled(waiting, connection.now());
    }
  }

  @Override
  public void outputBroken(Failure failure) {
    abort(failure);
  }

  @Override
  public void inputWanted() {
    StreamInput present = input;
    if (continueExpected && !answered && present != null && present.nothingYet()) {
      continueExpected = false;
      inform(new Response(CONTINUE, new Headers(), Body.empty()));
    }
  }

  @Override
  public void inputAbandoned() {
    // What still comes is dropped; the stream ends with the answer.
  }

  /** Cuts what has not moved for too long. A call may be quiet: its route says for how long. */
  void watch(long now, Patience patience) {
    if (over) {
      linger();
      return;
    }
    StreamInput in = input;
    if (in != null
        && !exchange().request().isGrpc()
        && exchange().request().upgrade() == null
        && (in.silentFor(patience.bodyNanos(), now)
            || in.slowerThan(patience.bodyBytesPerSecond(), patience.bodyNanos(), now))) {
      in.fail(Failure.of(FailureReason.BODY_TIMEOUT));
    }
    StreamOutput out = output;
    if (out != null && out.stalledSince(now - patience.writeNanos())) {
      end(Failure.of(FailureReason.CLIENT_STALLED), Http2Error.CANCEL);
    }
  }

  private Exchange exchange() {
    Exchange present = exchange;
    if (present == null) {
      throw new IllegalStateException("stream: no exchange yet");
    }
    return present;
  }
}
