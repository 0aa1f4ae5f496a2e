package dev.gatehouse.core.forward;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.exchange.Responder;
import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Upgrades;
import dev.gatehouse.core.time.Timed;

/**
 * An exchange whose connection was handed over to another protocol: two bodies that do not end
 * soon, watched for idleness, and ended together.
 *
 * <p>A side that ends is passed on as an end, so that what is under way the other way still
 * arrives. A WebSocket has nothing to say after that, and gets a moment for it; other protocols may
 * go on one way for as long as a tunnel may be idle.
 *
 * <p>Confined to the event loop of its exchange.
 */
final class Tunnel extends Timed {
  /** How often within its limit a tunnel is looked at. */
  private static final int CHECKS = 4;

  /** How long the second side of a WebSocket may be silent once the first has ended. */
  private static final long SECOND_SIDE = 10_000_000_000L;

  /** How long a tunnel that is told to end may take. */
  private static final long FAREWELL = 3_000_000_000L;

  private final Exchange exchange;
  private final long idle;
  private final boolean webSocket;
  private final TunnelBody up;
  private final TunnelBody down;
  private long seen;
  private int quietChecks;
  private boolean ending;
  private boolean over;

  /**
   * @param response the backend's agreement; its body becomes the tunnel's
   * @param idle how long nothing may move, in nanoseconds; 0 for ever
   */
  Tunnel(Exchange exchange, Response response, long idle) {
    this.exchange = exchange;
    this.idle = idle;
    Request request = exchange.request();
    this.webSocket = Upgrades.WEBSOCKET.equals(request.upgrade());
    this.up = new TunnelBody(this, request.body(), webSocket, true);
    this.down = new TunnelBody(this, response.body(), webSocket, false);
    request.body(up);
    response.body(down);
  }

  /** Tells the client, and lets both sides speak. */
  void open(Response response, Responder responder, UpstreamStream stream) {
    exchange.loop().deadlines().add(this);
    watch();
    exchange.opened();
    responder.respond(response);
    if (exchange.over()) {
      stop();
    } else {
      stream.tunnel(up);
    }
  }

  /** Ends it in order, as far as there is one: each side is told, at a place where it listens. */
  void end(FailureReason why) {
    if (ending || over) {
      return;
    }
    exchange.failed(Failure.of(why));
    ending = true;
    deadline(exchange.loop().clock().nanos() + FAREWELL);
    up.end();
    down.end();
  }

  /** One direction has no reader any more: it has ended, or whom it went to is gone. */
  void leftOne() {
    if (over) {
      return;
    }
    if (up.left() && down.left()) {
      // in a turn of its own: the one who left may still have its end to pass on
      exchange.loop().executor().execute(this::finish);
    } else if (!ending) {
      quietChecks = 0;
      watch();
    }
  }

  private void finish() {
    if (!over && !exchange.over()) {
      over = true;
      exchange.stream().tunnelOver();
    }
    stop();
  }

  /** The exchange is over. */
  void stop() {
    over = true;
    exchange.loop().deadlines().remove(this);
  }

  private void watch() {
    long limit = limit();
    deadline(limit == 0 ? NEVER : exchange.loop().clock().nanos() + Math.max(1, limit / CHECKS));
  }

  private long limit() {
    boolean second = webSocket && (up.left() || down.left());
    return second ? (idle == 0 ? SECOND_SIDE : Math.min(idle, SECOND_SIDE)) : idle;
  }

  @Override
  protected void expired(long now) {
    if (ending) {
      finish();
      return;
    }
    long moved = up.moved() + down.moved();
    quietChecks = moved == seen ? quietChecks + 1 : 0;
    seen = moved;
    if (quietChecks < CHECKS) {
      watch();
    } else if (up.left() || down.left()) {
      finish();
    } else {
      end(FailureReason.TUNNEL_IDLE);
    }
  }
}
