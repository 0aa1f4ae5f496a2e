package dev.gatehouse.core.transport.journey;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A connection without a socket that notes whether it was closed or reset. */
final class WireChannel extends EmbeddedChannel {
  private static final int MOST_PIECES = 1000;

  private final StringBuilder unsent = new StringBuilder();
  private @Nullable Config own;
  private boolean sending;

  @Override
  public ChannelConfig config() {
    Config known = own; // asked for by the constructor of the super class
    if (known == null) {
      known = new Config(this);
      own = known;
    }
    return known;
  }

  /** True if the proxy ended the connection by a reset. */
  boolean wasReset() {
    return own != null && own.reset;
  }

  /**
   * Sends {@code bytes} behind all that is being sent already.
   *
   * @param atMost how many bytes at a time; more if there are very many
   * @param turn run behind each piece: it may lead to more being sent
   */
  void send(String bytes, int atMost, Runnable turn) {
    unsent.append(bytes);
    while (!sending && isOpen() && !unsent.isEmpty()) {
      sending = true;
      int length = Math.min(unsent.length(), Math.max(atMost, unsent.length() / MOST_PIECES));
      String next = unsent.substring(0, length);
      unsent.delete(0, length);
      writeInbound(Unpooled.copiedBuffer(next, StandardCharsets.ISO_8859_1));
      sending = false;
      turn.run();
    }
  }

  /** What the proxy has written since the last call, in ISO 8859-1. */
  String written() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf out = readOutbound(); out != null; out = readOutbound()) {
      text.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return text.toString();
  }

  /** The peer resets the connection. */
  void reset() {
    if (isOpen()) {
      pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
      close();
    }
  }

  private static final class Config extends DefaultChannelConfig {
    private boolean reset;

    Config(WireChannel channel) {
      super(channel);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
      if (option == ChannelOption.SO_LINGER) {
        reset = true;
        return true;
      }
      return super.setOption(option, value);
    }
  }
}
