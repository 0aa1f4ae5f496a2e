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
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A socket that accepts clients and the connections that came through it. Made by {@link #bind};
 * shared.
 */
public final class Listener {
  private static final int BACKLOG = 4096;

  /**
   * How long those get to finish who are about to connect when a socket is closed: a round trip.
   */
  private static final Duration LAST_ENTRY = Duration.ofMillis(200);

  /** How long those get to be accepted who have waited before that. */
  private static final Duration LONGEST_ENTRY = Duration.ofSeconds(2);

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
   * @param sockets where its socket may be found open
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
      OpenSockets sockets,
      @Nullable ServerTls tls) {
    private Setup with(LimitSettings others, @Nullable ServerTls other) {
      return new Setup(
          name, loops, intake, others, connections, observer, bursts, shedding, sockets, other);
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

  private final boolean adopted;

  private Listener(Door door, Channel channel, Guests guests, boolean adopted) {
    this.door = door;
    this.channel = channel;
    this.guests = guests;
    this.adopted = adopted;
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
   * Binds {@code address}, or takes the socket that is open there: clients can connect, but wait
   * until {@link #accept} lets them in. Blocks for the moment that takes.
   *
   * @throws BindFailed if the address cannot be bound
   */
  public static Listener reserve(Setup setup, InetSocketAddress address) throws BindFailed {
    Door door = new Door(setup);
    Guests guests = new Guests();
    OptionalInt open = setup.sockets().take(setup.name(), address);
    ServerBootstrap bootstrap = bootstrap(door, guests);
    ChannelFuture bound;
    if (open.isPresent()) {
      bound = bootstrap.channelFactory(() -> adopted(open.getAsInt())).register();
    } else {
      bound = bootstrap.channel(setup.loops().transport().server()).bind(address);
    }
    if (!bound.awaitUninterruptibly().isSuccess()) {
      throw new BindFailed(setup.name(), address, bound.cause());
    }
    return new Listener(door, bound.channel(), guests, open.isPresent());
  }

  private static ServerChannel adopted(int descriptor) {
    return new EpollServerSocketChannel(descriptor);
  }

  private static ServerBootstrap bootstrap(Door door, Guests guests) {
    return new ServerBootstrap()
        .group(door.setup.loops().group())
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
  }

  /** Lets clients in. */
  public void accept() {
    channel.config().setAutoRead(true);
  }

  /**
   * Has new connections keep to {@code limits}, and secured by {@code tls}; null: not at all. Those
   * that are open stay as they are.
   */
  public void change(LimitSettings limits, @Nullable ServerTls tls) {
    door.setup = door.setup.with(limits, tls);
  }

  public String name() {
    return door.setup.name();
  }

  /** The address that is bound, with the port the system chose if 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /**
   * The file descriptor of its socket, for another process to listen with as well.
   *
   * @return none if the transport is not epoll
   */
  public OptionalInt descriptor() {
    return channel instanceof EpollServerSocketChannel epoll
        ? OptionalInt.of(epoll.fd().intValue())
        : OptionalInt.empty();
  }

  /** Whether its socket was open before this process began. */
  public boolean isAdopted() {
    return adopted;
  }

  /**
   * Accepts no more and lets go of the socket, which another process has as well: clients that the
   * kernel holds for it wait there. Connections that are open go on. Blocks for a moment.
   */
  public void leaveSocket() {
    channel.close().awaitUninterruptibly();
  }

  /**
   * Has all of {@code listeners} accept who waits already, and nobody else, and closes them;
   * connections that are open go on. Blocks.
   *
   * @param patience how long those get who are about to connect; zero: who waits is cut
   */
  public static void stopAccepting(List<Listener> listeners, Duration patience) {
    if (!patience.isZero()) {
      letIn(listeners, patience.compareTo(LAST_ENTRY) < 0 ? patience : LAST_ENTRY);
    }
    listeners.forEach(Listener::leaveSocket);
  }

  private static void letIn(List<Listener> listeners, Duration patience) {
    List<AcceptQueue> queues = new ArrayList<>();
    for (Listener each : listeners) {
      if (each.channel instanceof EpollServerSocketChannel socket && socket.isOpen()) {
        queues.add(new AcceptQueue(socket));
      }
    }
    if (queues.isEmpty()) {
      return;
    }
    queues.forEach(AcceptQueue::shut);
    long begin = System.nanoTime();
    try {
      long waited = 0;
      while (waited < patience.toNanos() || (anybody(queues) && waited < LONGEST_ENTRY.toNanos())) {
        Thread.sleep(10);
        waited = System.nanoTime() - begin;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean anybody(List<AcceptQueue> queues) {
    return queues.stream().anyMatch(queue -> queue.waiting() > 0);
  }

  /** Has every connection finish what is under way and close, those still at the door as well. */
  public void drain() {
    guests.drain();
  }

  /**
   * Has every connection that is served now finish what is under way and close; those that come
   * later stay.
   *
   * @return how many of them are left
   */
  public IntSupplier drainPresent() {
    return guests.drainPresent();
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
