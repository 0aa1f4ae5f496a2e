package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.transport.ServerConnection;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * The connections that came through one listener: those that are served, and those still at the
 * door, whose handshake or first bytes are awaited. Shared; what is done to a connection is done on
 * its event loop.
 */
final class Guests {
  /** How long one at the door may take once the listener drains: a handshake may be under way. */
  private static final long LAST_CALL_MILLIS = 2_000;

  private final Set<Channel> atTheDoor = ConcurrentHashMap.newKeySet();
  private final Map<ServerConnection, Channel> served = new ConcurrentHashMap<>();
  private volatile boolean draining;

  /** A connection was accepted. */
  void arrived(Channel channel) {
    atTheDoor.add(channel);
    channel.closeFuture().addListener(closed -> atTheDoor.remove(channel));
    if (draining) {
      lastCall(channel);
    }
  }

  /**
   * Its protocol is known: {@code connection} serves it. On its event loop.
   *
   * @param shedder what watches over the connections of that loop
   * @param observer hears if that ends it
   */
  void serves(
      ServerConnection connection, Channel channel, Shedder shedder, ConnectionObserver observer) {
    served.put(connection, channel);
    atTheDoor.remove(channel);
    Shedder.Member member = shedder.add(connection, observer);
    channel
        .closeFuture()
        .addListener(closed -> {
          served.remove(connection);
          shedder.remove(member);
        });
    if (draining) {
      connection.drain();
    }
  }

  /** How many there are. */
  int count() {
    return atTheDoor.size() + served.size();
  }

  /** Has each finish what is under way and leave; from here on that holds for new ones too. */
  void drain() {
    draining = true;
    atTheDoor.forEach(this::lastCall);
    onEach(ServerConnection::drain);
  }

  /**
   * Has each that is served now finish what is under way and leave.
   *
   * @return how many of them are left
   */
  IntSupplier drainPresent() {
    List<Channel> present = List.copyOf(served.values());
    onEach(ServerConnection::drain);
    return () -> (int) present.stream().filter(Channel::isOpen).count();
  }

  private void lastCall(Channel channel) {
    channel
        .eventLoop()
        .schedule(
            () -> {
              if (atTheDoor.contains(channel)) {
                channel.close();
              }
            },
            LAST_CALL_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Closes each now. */
  void close() {
    atTheDoor.forEach(Channel::close);
    onEach(ServerConnection::close);
  }

  private void onEach(Consumer<ServerConnection> task) {
    served.forEach((connection, at) -> at.eventLoop().execute(() -> task.accept(connection)));
  }
}
