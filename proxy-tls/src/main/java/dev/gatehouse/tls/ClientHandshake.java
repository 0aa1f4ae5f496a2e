package dev.gatehouse.tls;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.transport.connection.ClientTls;
import dev.gatehouse.core.transport.listen.HandshakeFailure;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Waits behind the TLS handler for the end of the handshake with a backend, tells it once, and
 * leaves when it went well. Confined to the channel's event loop.
 */
final class ClientHandshake extends ChannelInboundHandlerAdapter {
  private final SslHandler handler;
  private final ClientTls.Listener listener;
  private boolean told;

  ClientHandshake(SslHandler handler, ClientTls.Listener listener) {
    this.handler = handler;
    this.listener = listener;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (!(event instanceof SslHandshakeCompletionEvent completion)) {
      super.userEventTriggered(ctx, event);
    } else if (!completion.isSuccess()) {
      failed(ctx, completion.cause());
    } else if (!told) {
      told = true;
      listener.secured(ctx.channel(), handler.applicationProtocol());
      ctx.pipeline().remove(this);
    }
  }

  private void failed(ChannelHandlerContext ctx, Throwable cause) {
    if (!told) {
      told = true;
      listener.failed(ctx.channel(), failure(cause));
    }
  }

  static Failure failure(Throwable cause) {
    HandshakeFailure reason = HandshakeFailures.reason(cause);
    FailureReason named =
        switch (reason) {
          case TIMEOUT -> FailureReason.CONNECT_TIMEOUT;
          case CLIENT_CERTIFICATE_REFUSED -> FailureReason.BACKEND_TLS_UNTRUSTED;
          default -> FailureReason.BACKEND_TLS_FAILED;
        };
    return new Failure(named, "TLS handshake: " + HandshakeFailures.detail(cause), cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (!told) {
      told = true;
      String detail = "TLS handshake: closed before it began";
      listener.failed(ctx.channel(), Failure.of(FailureReason.BACKEND_TLS_FAILED, detail));
    }
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(ctx, cause);
    ctx.close();
  }
}
