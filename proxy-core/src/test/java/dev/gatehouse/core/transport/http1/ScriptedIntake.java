package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxy behind a connection under test. What it does with a request stands in its path: {@code
 * /early-N} answers N without reading the content, {@code /hold} waits for {@link #go}, others read
 * to the end and answer by {@link #answer}.
 */
final class ScriptedIntake implements Intake {
  private final List<String> seen = new ArrayList<>();
  private final List<String> ends = new ArrayList<>();
  private @Nullable Runnable held;
  private int open;

  /** The requests that were read to their end, in one line each. */
  List<String> seen() {
    return seen;
  }

  /** How exchanges of paths with {@code log} in them ended. */
  List<String> ends() {
    return ends;
  }

  /** Exchanges that have begun and not ended. */
  int open() {
    return open;
  }

  /** Answers what is held. */
  void go() {
    Runnable next = held;
    held = null;
    if (next != null) {
      next.run();
    }
  }

  private void begin(Exchange exchange) {
    open++;
    exchange.routed(null, this::ended);
  }

  private void ended(Exchange exchange) {
    open--;
    if (exchange.request().path().contains("log")) {
      Failure failure = exchange.failure();
      ends.add(
          (failure == null ? "sent" : failure.reason().code())
              + " "
              + exchange.requestBytes()
              + " "
              + exchange.responseBytes());
    }
  }

  @Override
  public void dispatch(Exchange exchange) {
    begin(exchange);
    String path = exchange.request().path();
    if (exchange.request().upgrade() != null) {
      seen.add(line(exchange.request(), new StringBuilder()));
      if (path.startsWith("/hold")) {
        held = () -> agree(exchange);
      } else {
        agree(exchange);
      }
    } else if (path.startsWith("/early-")) {
      answer(exchange, Integer.parseInt(path.substring(7, 10)), "early");
    } else {
      collect(exchange, new StringBuilder());
    }
  }

  @Override
  public void refuse(Exchange exchange, Failure failure) {
    begin(exchange);
    exchange.failed(failure);
    answer(exchange, failure.reason().status(), failure.reason().code());
  }

  @Override
  public void reject(Exchange exchange, Failure failure) {
    throw new AssertionError(failure);
  }

  private void collect(Exchange exchange, StringBuilder content) {
    Body body = exchange.request().body();
    for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
      content.append(piece.toString(StandardCharsets.ISO_8859_1));
      piece.release();
    }
    Failure failure = body.failure();
    if (failure != null) {
      exchange.failed(failure);
      answer(exchange, failure.reason().status(), failure.reason().code());
    } else if (body.ended()) {
      seen.add(line(exchange.request(), content));
      script(exchange);
    } else {
      body.demand(() -> collect(exchange, content));
    }
  }

  /** Hands the connection over to a protocol in which what is said comes back. */
  private static void agree(Exchange exchange) {
    if (exchange.request().path().endsWith("/no")) {
      answer(exchange, 200, "no");
      return;
    }
    exchange.opened();
    respond(exchange, 101, new Headers().add("x-a", "b"), new Echo(exchange));
  }

  private static String line(Request request, StringBuilder content) {
    StringBuilder line =
        new StringBuilder(request.upgrade() == null ? "" : request.upgrade() + " by ")
            .append(request.method())
            .append(' ')
            .append(request.authority().text())
            .append(' ')
            .append(request.path());
    if (request.query() != null) {
      line.append('?').append(request.query());
    }
    request.headers().remove(HeaderNames.CONNECTION);
    if (!request.headers().isEmpty()) {
      line.append(" [").append(join(request.headers())).append(']');
    }
    if (request.body() != Body.empty() && request.upgrade() == null) {
      line.append(" = ").append(content);
    }
    Headers trailers = request.body().trailers();
    if (trailers != null) {
      line.append(" +[").append(join(trailers)).append(']');
    }
    return line.toString();
  }

  private static String join(Headers headers) {
    return headers.toString().strip().replace("\n", "; ");
  }

  private void script(Exchange exchange) {
    String path = exchange.request().path();
    if (path.startsWith("/hold")) {
      held = () -> answer(exchange, 200, "held");
    } else {
      answer(exchange, path);
    }
  }

  private void answer(Exchange exchange, String path) {
    Headers headers = new Headers();
    switch (path) {
      case "/204" -> respond(exchange, 204, headers.add("content-length", "7"), Body.empty());
      case "/304" -> respond(exchange, 304, headers.add("content-length", "7"), Body.empty());
      case "/lengths" ->
          respond(
              exchange,
              200,
              headers.add("content-length", "2").add("content-length", "2"),
              bytes("ok"));
      case "/stream" -> respond(exchange, 200, headers, fed("ab", "cde"));
      case "/hole" -> respond(exchange, 200, headers, fed("ab", "", "cde"));
      case "/trailer" -> {
        FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new Unheard());
        body.offer(Unpooled.copiedBuffer("ab", StandardCharsets.US_ASCII));
        body.complete(new Headers().add("x-sum", "1"));
        respond(exchange, 200, headers, body);
      }
      case "/cut-log", "/cut" -> {
        FedBody body = new FedBody(Body.UNKNOWN_LENGTH, new Unheard());
        body.offer(Unpooled.copiedBuffer("ab", StandardCharsets.US_ASCII));
        body.fail(Failure.of(FailureReason.BACKEND_INCOMPLETE));
        respond(exchange, 200, headers, body);
      }
      case "/short" -> {
        FedBody body = new FedBody(9, new Unheard());
        body.offer(Unpooled.copiedBuffer("ab", StandardCharsets.US_ASCII));
        body.complete(null);
        respond(exchange, 200, headers, body);
      }
      case "/hints" -> {
        exchange.stream()
            .inform(new Response(103, new Headers().add("link", "</a>"), Body.empty()));
        answer(exchange, 200, "ok");
      }
      case "/connection" ->
          respond(
              exchange,
              200,
              headers.add("connection", "x").add("transfer-encoding", "gzip").add("host", "y"),
              bytes("ok"));
      default -> answer(exchange, 200, "ok");
    }
  }

  private static void answer(Exchange exchange, int status, String text) {
    respond(exchange, status, new Headers(), bytes(text));
  }

  private static void respond(Exchange exchange, int status, Headers headers, Body body) {
    exchange.stream().respond(new Response(status, headers, body));
  }

  private static Body bytes(String text) {
    return new BufferBody(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  /** A body of unknown length; an empty piece is one that a careless filter might hand on. */
  private static Body fed(String... pieces) {
    ArrayList<String> left = new ArrayList<>(List.of(pieces));
    return new Body() {
      @Override
      public @Nullable ByteBuf read() {
        return left.isEmpty()
            ? null
            : Unpooled.copiedBuffer(left.removeFirst(), StandardCharsets.US_ASCII);
      }

      @Override
      public void demand(Runnable ready) {
        ready.run();
      }

      @Override
      public boolean ended() {
        return left.isEmpty();
      }

      @Override
      public @Nullable Failure failure() {
        return null;
      }

      @Override
      public long length() {
        return UNKNOWN_LENGTH;
      }

      @Override
      public void discard() {
        left.clear();
      }
    };
  }

  private static final class Unheard implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }
}
