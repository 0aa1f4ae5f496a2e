package dev.gatehouse.core.transport.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.FedBody;
import dev.gatehouse.core.exchange.ConnectionInfo;
import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.http.EncodedSlash;
import dev.gatehouse.core.settings.LimitSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A client's connection under test, with the client at its one end and a script at the other. */
final class ServerRig implements ConnectionObserver, AutoCloseable {
  final FramePeer client = new FramePeer();
  final FakeIntake intake = new FakeIntake();

  /** Why the connection was ended. */
  final List<Ending> endings = new ArrayList<>();

  final Http2ServerConnection server;

  /** With the default limits. */
  ServerRig() {
    this(new LimitSettings());
  }

  ServerRig(LimitSettings limits) {
    this(limits, true);
  }

  /**
   * @param greeted whether the client has sent its preface
   */
  ServerRig(LimitSettings limits, boolean greeted) {
    server =
        new Http2ServerConnection(client.loop, intake, info(), limits, EncodedSlash.KEEP, this);
    server.install(client.channel.pipeline());
    if (greeted) {
      client.preface();
    }
  }

  private static ConnectionInfo info() {
    return new ConnectionInfo(
        "web",
        InetSocketAddress.createUnresolved("192.0.2.1", 40000),
        "192.0.2.1",
        InetSocketAddress.createUnresolved("198.51.100.1", 443),
        null);
  }

  @Override
  public void close() {
    client.close();
    assertThat(server.activeExchanges()).isZero();
    assertThat(client.loop.deadlines().size()).isZero();
    intake.dispatched.forEach(exchange -> assertThat(exchange.over()).isTrue());
  }

  @Override
  public void ended(int loop, Ending why) {
    endings.add(why);
  }

  @Override
  public void accepted(int loop) {}

  @Override
  public void closed(int loop) {}

  @Override
  public void refused(int loop, Refusal why) {}

  @Override
  public void handshake(int loop, boolean succeeded, long nanos) {}

  static ByteBuf zeros(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  /** A source whose reader is of no interest. */
  static final class NoFeed implements FedBody.Feed {
    @Override
    public void wanted() {}

    @Override
    public void consumed(int bytes) {}

    @Override
    public void abandoned() {}
  }
}
