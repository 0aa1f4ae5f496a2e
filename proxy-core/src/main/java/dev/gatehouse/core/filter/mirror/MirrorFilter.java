package dev.gatehouse.core.filter.mirror;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Filter;
import dev.gatehouse.core.exchange.Handler;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import org.jspecify.annotations.Nullable;

/**
 * The filter that has a second handler do what the first does, with a copy of the request, and
 * drops what comes of it. It stands last, so that the copy is what the first pool gets.
 *
 * <p>The original goes first and the copy in a later task; they share nothing but the content in
 * memory, which both only read. A request is not copied if its content is not kept, or if the
 * copies under way are as many or as large as they may be.
 *
 * <p>Immutable, with a shared {@link Mirror} behind it.
 */
public final class MirrorFilter implements Filter {
  private final MirrorSettings settings;
  private final Mirror mirror;
  private final Handler shadow;

  /**
   * @param shadow sends to the second pool, and gives up after a while
   */
  public MirrorFilter(MirrorSettings settings, Mirror mirror, Handler shadow) {
    this.settings = settings;
    this.mirror = mirror;
    this.shadow = shadow;
  }

  @Override
  public void handle(Exchange exchange, Responder responder, Handler next) {
    exchange.request().headers().remove(Copy.FIELD); // nobody else says what is a copy
    Copy copy = copy(exchange);
    next.handle(exchange, responder);
    if (copy != null) {
      exchange.loop().executor().execute(copy);
    }
  }

  private @Nullable Copy copy(Exchange exchange) {
    Request request = exchange.request();
    if (!settings.methods().isEmpty() && !settings.methods().contains(request.method())) {
      return null;
    }
    if (!mirror.isNext(settings.percent().hundredths())) {
      return null;
    }
    Body body = request.body();
    if (request.upgrade() != null) {
      mirror.count(MirrorResult.UPGRADE);
    } else if (!body.replayable()) {
      mirror.count(MirrorResult.STREAMED);
    } else if (mirror.isPaused(exchange.loop().clock().nanos())) {
      mirror.count(MirrorResult.PAUSED);
    } else if (exchange.loop().overloaded() || !mirror.enter(body.length(), settings)) {
      mirror.count(MirrorResult.BUSY);
    } else {
      return new Copy(exchange, body.replay(), mirror, shadow);
    }
    return null;
  }
}
