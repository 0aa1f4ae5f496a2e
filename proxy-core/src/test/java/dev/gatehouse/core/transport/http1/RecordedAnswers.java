package dev.gatehouse.core.transport.http1;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.UpstreamStream;
import dev.gatehouse.core.http.Headers;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who asks a backend, sends one request after another, and notes what it hears, a line each. */
final class RecordedAnswers implements UpstreamListener {
  private final List<String> lines = new ArrayList<>();
  private @Nullable Request request;

  /** What it sends with the next stream it gets. */
  void asks(Request next) {
    request = next;
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void acquired(UpstreamStream stream) {
    Request next = Objects.requireNonNull(request);
    stream.send(next, next.body());
  }

  @Override
  public void requestSent() {}

  @Override
  public void informed(Response interim) {
    lines.add(interim.status() + fields(interim.headers()));
  }

  @Override
  public void responded(Response response) {
    read(response.status() + fields(response.headers()), response.body(), new StringBuilder());
  }

  @Override
  public void failed(Failure failure, boolean sent) {
    lines.add("failed " + failure.reason().code() + (sent ? " sent" : " unsent"));
  }

  private void read(String head, Body body, StringBuilder content) {
    for (ByteBuf piece = body.read(); piece != null; piece = body.read()) {
      content.append(piece.toString(StandardCharsets.ISO_8859_1));
      piece.release();
    }
    Failure failure = body.failure();
    if (failure != null) {
      lines.add(head + " = " + content + " ! " + failure.reason().code());
      body.discard();
    } else if (body.ended()) {
      Headers trailers = body.trailers();
      lines.add(
          head
              + (body == Body.empty() ? "" : " = " + content)
              + (trailers == null ? "" : " +" + fields(trailers).strip()));
      body.discard();
    } else {
      body.demand(() -> read(head, body, content));
    }
  }

  private static String fields(Headers headers) {
    return headers.isEmpty() ? "" : " [" + headers.toString().strip().replace("\n", "; ") + "]";
  }
}
