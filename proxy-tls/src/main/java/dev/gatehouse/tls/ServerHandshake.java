package dev.gatehouse.tls;

import dev.gatehouse.core.exchange.ConnectionInfo.TlsInfo;
import dev.gatehouse.core.transport.listen.HandshakeFailure;
import dev.gatehouse.core.transport.listen.ServerTls;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLEngine;

/**
 * Waits behind the TLS handler for the end of a client's handshake, tells it once, and leaves when
 * it went well. Confined to the channel's event loop.
 */
final class ServerHandshake extends ChannelInboundHandlerAdapter {
  private final SslHandler handler;
  private final TlsStatistics statistics;
  private final ServerTls.Listener listener;
  private boolean told;

  ServerHandshake(SslHandler handler, TlsStatistics statistics, ServerTls.Listener listener) {
    this.handler = handler;
    this.statistics = statistics;
    this.listener = listener;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (!(event instanceof SslHandshakeCompletionEvent completion)) {
      super.userEventTriggered(ctx, event);
    } else if (!completion.isSuccess()) {
      refused(ctx, completion.cause());
    } else if (!told) {
      secured(ctx);
    }
  }

  private void secured(ChannelHandlerContext ctx) {
    told = true;
    SSLEngine engine = handler.engine();
    TlsInfo info = TlsSessions.describe(engine);
    statistics.succeeded(TlsSessions.isResumed(engine));
    listener.secured(ctx.channel(), handler.applicationProtocol(), info);
    ctx.pipeline().remove(this);
  }

  private void refused(ChannelHandlerContext ctx, Throwable cause) {
    if (!told) {
      told = true;
      HandshakeFailure reason = HandshakeFailures.reason(cause);
      statistics.failed(reason);
      listener.refused(ctx.channel(), reason, HandshakeFailures.detail(cause));
    }
  }

  /** A client that leaves before its first byte ends no handshake: none has begun. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (!told) {
      told = true;
      statistics.failed(HandshakeFailure.CLOSED);
      listener.refused(ctx.channel(), HandshakeFailure.CLOSED, "closed before the handshake");
    }
    super.channelInactive(ctx);
  }

  /** Of a failed handshake this is the echo; of a broken socket the first sign. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refused(ctx, cause);
    ctx.close();
  }
}
