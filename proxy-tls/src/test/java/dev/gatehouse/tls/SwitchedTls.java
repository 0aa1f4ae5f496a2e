package dev.gatehouse.tls;

import dev.gatehouse.core.transport.listen.ServerTls;
import io.netty.channel.Channel;

/** Stands for one store, then for another, so that one port can change hands. */
final class SwitchedTls implements ServerTls, AutoCloseable {
  private volatile ServerTls tls;

  SwitchedTls(ServerTls tls) {
    this.tls = tls;
  }

  void become(ServerTls other) {
    tls = other;
  }

  @Override
  public void install(Channel channel, long timeoutMillis, Listener listener) {
    tls.install(channel, timeoutMillis, listener);
  }

  @Override
  public void close() {
    // Owns nothing.
  }
}
