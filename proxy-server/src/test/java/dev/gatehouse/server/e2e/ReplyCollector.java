package dev.gatehouse.server.e2e;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The answer on one HTTP/2 stream, as its frames arrive. */
final class ReplyCollector extends SimpleChannelInboundHandler<Http2StreamFrame> {
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();
  private final List<Integer> interim = new ArrayList<>();
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private Map<String, List<String>> fields = Map.of();
  private Map<String, List<String>> trailers = Map.of();
  private int status;

  CompletableFuture<Reply> reply() {
    return reply;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
    switch (frame) {
      case Http2HeadersFrame headers -> head(headers);
      case Http2DataFrame data -> {
        content.writeBytes(ByteBufUtil.getBytes(data.content()));
        endIf(data.isEndStream());
      }
      case Http2ResetFrame reset ->
          reply.completeExceptionally(new IOException("reset: " + reset.errorCode()));
      default -> {}
    }
  }

  private void head(Http2HeadersFrame frame) {
    CharSequence text = frame.headers().status();
    if (text == null) {
      trailers = map(frame.headers());
    } else {
      int code = Integer.parseInt(text.toString());
      if (code < 200) {
        interim.add(code);
      } else {
        status = code;
        fields = map(frame.headers());
      }
    }
    endIf(frame.isEndStream());
  }

  private void endIf(boolean end) {
    if (end) {
      reply.complete(new Reply("HTTP_2", interim, status, fields, content.toByteArray(), trailers));
    }
  }

  private static Map<String, List<String>> map(Http2Headers headers) {
    Map<String, List<String>> map = new LinkedHashMap<>();
    headers.forEach(field ->
        map.computeIfAbsent(field.getKey().toString(), any -> new ArrayList<>())
            .add(field.getValue().toString()));
    return map;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    reply.completeExceptionally(new IOException("closed before the end"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reply.completeExceptionally(cause);
  }
}
