package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Intake;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.transport.EventLoops;
import dev.gatehouse.core.transport.LateClose;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket that accepts clients and the connections that came through it. Made by {@link #bind};
 * shared.
 */
public final class Listener {
  private static final int BACKLOG = 4096;

  /**
   * Bytes that may wait in a connection for its peer before bodies are no longer pulled, and before
   * they are again.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  /**
   * What the connections of a listener are made with.
   *
   * @param name the listener's name in the configuration
   * @param bursts where the log hears of connections that are refused or ended
   * @param shedding the watch over the memory they take
   * @param tls null for cleartext
   */
  public record Setup(
      String name,
      EventLoops loops,
      Intake intake,
      LimitSettings limits,
      ConnectionLimit connections,
      ConnectionObserver observer,
      BurstLog bursts,
      Shedding shedding,
      @Nullable ServerTls tls) {
    private Setup with(@Nullable ServerTls other) {
      return new Setup(name, loops, intake, limits, connections, observer, bursts, shedding, other);
    }
  }

  /** What new connections are made with. */
  private static final class Door {
    private volatile Setup setup;

    Door(Setup setup) {
      this.setup = setup;
    }
  }

  private final Door door;
  private final Channel channel;
  private final Guests guests;

  private Listener(Door door, Channel channel, Guests guests) {
    this.door = door;
    this.channel = channel;
    this.guests = guests;
  }

  /**
   * Binds {@code address} and begins to accept. Blocks for the moment that takes.
   *
   * @throws BindFailed if the address cannot be bound
   */
  public static Listener bind(Setup setup, InetSocketAddress address) throws BindFailed {
    Listener listener = reserve(setup, address);
    listener.accept();
    return listener;
  }

  /**
   * Binds {@code address}: clients can connect, but wait until {@link #accept} lets them in. Blocks
   * for the moment that takes.
   *
   * @throws BindFailed if the address cannot be bound
   */
  public static Listener reserve(Setup setup, InetSocketAddress address) throws BindFailed {
    Door door = new Door(setup);
    Guests guests = new Guests();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(setup.loops().group())
            .channel(setup.loops().transport().server())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    LateClose.guard(child);
                    if (child.remoteAddress() instanceof InetSocketAddress peer) {
                      new Welcome(door.setup, guests, child, peer).begin();
                    } else {
                      child.close(); // it is gone already
                    }
                  }
                });
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new BindFailed(setup.name(), address, bound.cause());
    }
    return new Listener(door, bound.channel(), guests);
  }

  /** Lets clients in. */
  public void accept() {
    channel.config().setAutoRead(true);
  }

  /** Has new connections secured by {@code tls}; null: not at all. */
  public void secure(@Nullable ServerTls tls) {
    door.setup = door.setup.with(tls);
  }

  public String name() {
    return door.setup.name();
  }

  /** The address that is bound, with the port the system chose if 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Accepts no more; connections that are open go on. Waits until the socket is closed. */
  public void stopAccepting() {
    channel.close().awaitUninterruptibly();
  }

  /** Has every connection finish what is under way and close, those still at the door as well. */
  public void drain() {
    guests.drain();
  }

  /** Closes every connection now. */
  public void closeConnections() {
    guests.close();
  }

  /** How many connections are open. */
  public int connections() {
    return guests.count();
  }
}
