package dev.gatehouse.core.filter.respond;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.BufferBody;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Gives the answer that stands in the configuration. A body without a Content-Type is sent as plain
 * text. Immutable.
 */
public final class RespondHandler implements Handler {
  private final int status;
  private final Headers headers;
  private final boolean dated;
  private final byte[] content;

  public RespondHandler(RespondSettings settings) {
    this.status = settings.status();
    this.content = settings.body().getBytes(StandardCharsets.UTF_8);
    this.headers = new Headers(settings.headers().size() + 2);
    settings.headers().forEach((name, value) -> headers.add(HeaderNames.of(name), value));
    this.dated = headers.contains(HeaderNames.DATE);
    if (content.length > 0 && !headers.contains(HeaderNames.CONTENT_TYPE)) {
      headers.add(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    }
    if (status != 204 && status != 304) {
      headers.add(HeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
    }
  }

  @Override
  public void handle(Exchange exchange, Responder responder) {
    Headers own = new Headers(headers.size() + 4).addAll(headers);
    if (!dated) {
      own.add(HeaderNames.DATE, HttpDate.format(exchange.loop().clock().epochMillis()));
    }
    Body body =
        content.length == 0 ? Body.empty() : new BufferBody(Unpooled.wrappedBuffer(content));
    responder.respond(new Response(status, own, body));
  }
}
