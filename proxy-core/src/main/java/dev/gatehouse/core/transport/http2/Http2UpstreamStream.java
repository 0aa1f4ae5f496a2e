package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.Pump;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.UpstreamStream;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Methods;
import dev.gatehouse.core.http.TrailerFields;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection to a backend: the request on its way out, the answer on its way in.
 * It is over with the end of the answer, whatever is left of the request.
 */
final class Http2UpstreamStream implements UpstreamStream, StreamInput.Owner, StreamOutput.Owner {
  private final Http2BackendConnection backend;
  private final FramedConnection connection;
  private final boolean reused;
  private @Nullable UpstreamListener listener;
  private @Nullable Http2Stream stream;
  private @Nullable StreamInput input;
  private @Nullable StreamOutput output;
  private @Nullable Failure why;
  private boolean unsent;
  private boolean reset;
  private boolean head;
  private boolean answered;
  private boolean upgrade;
  private boolean tunnel;
  private boolean over;
  private int interims;
  private int handOvers;

  Http2UpstreamStream(
      Http2BackendConnection backend,
      FramedConnection connection,
      UpstreamListener listener,
      boolean reused) {
    this.backend = backend;
    this.connection = connection;
    this.listener = listener;
    this.reused = reused;
  }

  @Override
  public boolean reused() {
    return reused && !reset;
  }

  @Override
  public void send(Request request, Body body) {
    if (over) {
      body.discard();
      return;
    }
    int id = backend.nextStreamId();
    if (id < 0) {
      refuse(body, "connection closed or used up");
      return;
    }
    head = request.method().equals(Methods.HEAD);
    Headers headers = request.headers();
    upgrade = request.upgrade() != null;
    boolean empty = !upgrade && StreamOutput.isEmpty(body);
    if (upgrade) {
      headers.remove(HeaderNames.CONTENT_LENGTH);
    } else if (!empty || headers.contains(HeaderNames.CONTENT_LENGTH)) {
      FieldRules.stateLength(headers, body.length());
    }
    handOvers = connection.writer().handOvers();
    connection.writeHead(id, backend.view().request(request, backend.scheme()), empty);
    Http2Stream opened = connection.connection().stream(id);
    if (opened == null) {
      refuse(body, "no stream to be had");
      return;
    }
    stream = opened;
    backend.bind(opened, this);
    long length = upgrade ? Body.UNKNOWN_LENGTH : body.length();
    StreamOutput out = new StreamOutput(connection, opened, this, length);
    output = out;
    if (upgrade) {
      body.discard();
      askedFor();
    } else if (empty) {
      body.discard();
      out.endsWithHead();
    } else {
      new Pump(body, out).run();
    }
  }

  /** There is no room for the request after all. */
  private void refuse(Body body, String why) {
    body.discard();
    fail(Failure.of(FailureReason.STREAM_REFUSED, why), false);
    backend.released();
  }

  private void askedFor() {
    UpstreamListener asking = listener;
    if (asking != null && !tunnel) {
      asking.requestSent();
    }
  }

  @Override
  public void tunnel(Body body) {
    StreamOutput out = output;
    if (over || out == null) {
      body.discard();
    } else {
      new Pump(body, out).run();
    }
  }

  @Override
  public void cancel(UpstreamListener asking) {
    if (over || listener != asking) {
      return;
    }
    giveUp();
    if (input != null) {
      input.fail(Failure.of(FailureReason.BACKEND_RESET, "given up"));
    }
  }

  private void giveUp() {
    over = true;
    listener = null;
    Http2Stream open = stream;
    if (open == null) {
      backend.released();
    } else {
      connection.reset(open, Http2Error.CANCEL);
    }
    if (output != null) {
      output.close();
    }
  }

  // ---- the answer

  void headers(FieldBlock block, boolean ends) {
    if (over) {
      return;
    }
    if (answered) {
      trailers(block);
      return;
    }
    int status = ResponseHead.status(block);
    if (status == ResponseHead.MALFORMED || (status < 200 && ends)) {
      broken(FailureReason.BACKEND_PROTOCOL, "head: " + ResponseHead.problem(block));
    } else if (block.tooMany()) {
      broken(FailureReason.BACKEND_HEADERS_TOO_LARGE, "too many fields");
    } else if (status < 200) {
      interim(status, block.takeHeaders());
    } else {
      answer(status, block.takeHeaders(), ends);
    }
  }

  private void interim(int status, Headers headers) {
    UpstreamListener asking = listener;
    if (++interims > MAX_INTERIM) {
      broken(FailureReason.BACKEND_PROTOCOL, "more than " + MAX_INTERIM + " interim answers");
    } else if (asking != null) {
      asking.informed(new Response(status, headers, Body.empty()));
    }
  }

  private void answer(int status, Headers headers, boolean ends) {
    long declared = FieldRules.contentLength(headers);
    boolean bodiless = head || status == 204 || status == 304;
    if (upgrade && status < 300) {
      agreed(headers, ends);
      return;
    }
    if (declared == FieldRules.BAD_LENGTH || (ends && !bodiless && declared > 0)) {
      broken(FailureReason.BACKEND_PROTOCOL, "Content-Length ambiguous or without content");
      return;
    }
    answered = true;
    Body body = Body.empty();
    Http2Stream open = stream;
    if (!ends && !bodiless && open != null) {
      StreamInput expected = backend.input(open, this, declared);
      input = expected;
      body = expected.body();
    }
    UpstreamListener asking = listener;
    if (ends) {
      complete(null);
    }
    if (asking != null) {
      asking.responded(new Response(status, headers, body));
    }
  }

  /** The backend says that what follows is another protocol. */
  private void agreed(Headers headers, boolean ends) {
    Http2Stream open = stream;
    UpstreamListener asking = listener;
    if (ends || open == null || asking == null) {
      broken(FailureReason.BACKEND_UPGRADE, "agreed, and ended the stream");
      return;
    }
    headers.remove(HeaderNames.CONTENT_LENGTH);
    headers.remove(HeaderNames.SEC_WEBSOCKET_ACCEPT);
    answered = true;
    tunnel = true;
    StreamInput expected = backend.input(open, this, Body.UNKNOWN_LENGTH);
    input = expected;
    asking.responded(new Response(Response.SWITCHING_PROTOCOLS, headers, expected.body()));
  }

  private void trailers(FieldBlock block) {
    StreamInput present = input;
    if (block.malformed() != null || block.hasPseudoFields() || block.tooMany()) {
      broken(FailureReason.BACKEND_PROTOCOL, "trailer section: " + block.malformed());
    } else if (present != null && !present.agrees(0, true)) {
      broken(FailureReason.BACKEND_INCOMPLETE, "less content than Content-Length says");
    } else {
      complete(TrailerFields.passable(block.takeHeaders()));
    }
  }

  /** Takes a DATA frame; returns how many bytes of the windows to give back at once. */
  int data(ByteBuf data, int padding, boolean ends) {
    int bytes = data.readableBytes();
    StreamInput present = input;
    if (over) {
      return bytes + padding;
    }
    if (!answered || (present == null && bytes > 0)) {
      broken(FailureReason.BACKEND_PROTOCOL, "content where none belongs");
      return bytes + padding;
    }
    if (present == null) {
      if (ends) {
        complete(null);
      }
      return padding;
    }
    if (!present.agrees(bytes, ends)) {
      broken(FailureReason.BACKEND_INCOMPLETE, "content that disagrees with Content-Length");
      return bytes + padding;
    }
    if (bytes > 0) {
      present.take(data);
    }
    if (ends && !over) {
      complete(null);
    }
    return padding;
  }

  /**
   * The answer is complete: the stream is over before anyone hears of it, so that no one who then
   * gives it up resets it.
   */
  private void complete(@Nullable Headers trailers) {
    if (tunnel) {
      if (input != null) {
        input.complete(null); // the other direction goes on
      }
      return;
    }
    over = true;
    StreamOutput out = output;
    Http2Stream open = stream;
    boolean requestEnded = out != null && out.ended();
    if (out == null || !requestEnded || out.told()) {
      listener = null;
    }
    if (out != null && !requestEnded && open != null) {
      connection.reset(open, Http2Error.CANCEL); // nobody waits for the rest of the request
      out.close();
    }
    if (input != null) {
      input.complete(trailers);
    }
  }

  // ---- the end

  /** The backend has reset the stream. */
  void resetBy(long code) {
    if (code == Http2Error.REFUSED_STREAM.code()) {
      unsent = true;
      because(Failure.of(FailureReason.STREAM_REFUSED));
    } else {
      reset = true; // by itself: its connection lives, and did not die of age
      because(Failure.of(FailureReason.BACKEND_RESET, "RST_STREAM " + Http2Error.valueOf(code)));
    }
  }

  /** Notes why the stream is about to close. */
  void because(Failure failure) {
    if (why == null) {
      why = failure;
    }
  }

  /**
   * The stream is closed.
   *
   * @param refused whether the backend has said that it did not act on the request
   */
  void closed(Failure otherwise, boolean refused) {
    if (tunnel && !over && ended()) {
      over = true;
      listener = null;
    } else if (!over) {
      Failure failure = why == null ? otherwise : why;
      if (refused) {
        failure = Failure.of(FailureReason.STREAM_REFUSED, "GOAWAY");
      } else if (answered && failure.reason() == FailureReason.BACKEND_CLOSED) {
        failure = Failure.of(FailureReason.BACKEND_INCOMPLETE, "connection closed");
      }
      fail(failure, !refused && !unsent && mayHaveLeft());
    }
    backend.released();
  }

  /** False if the connection has closed before the head of the request was handed to it. */
  private boolean mayHaveLeft() {
    return connection.isActive() || connection.writer().handOvers() != handOvers;
  }

  /** True if both sides have said all they had to say. */
  private boolean ended() {
    return input != null && input.over() && output != null && output.ended();
  }

  private void broken(FailureReason reason, String detail) {
    broken(Failure.of(reason, detail), Http2Error.PROTOCOL_ERROR);
  }

  private void broken(Failure failure, Http2Error code) {
    Http2Stream open = stream;
    fail(failure, true);
    if (open != null) {
      connection.reset(open, code);
    }
  }

  private void fail(Failure failure, boolean sent) {
    if (over) {
      return;
    }
    over = true;
    UpstreamListener asking = listener;
    listener = null;
    if (output != null) {
      output.close();
    }
    if (input != null) {
      input.fail(failure);
    } else if (!answered && asking != null) {
      asking.failed(failure, sent);
    }
  }

  @Override
  public void sending(int bytes) {
    backend.sent();
  }

  @Override
  public void outputEnded() {
    askedFor();
    if (over) {
      listener = null;
    }
  }

  @Override
  public void outputBroken(Failure failure) {
    broken(failure, Http2Error.CANCEL);
  }

  @Override
  public void inputAbandoned() {
    if (!over && !tunnel) {
      giveUp();
    }
  }
}
