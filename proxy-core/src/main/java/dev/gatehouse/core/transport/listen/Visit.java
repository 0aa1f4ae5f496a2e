package dev.gatehouse.core.transport.listen;

import dev.gatehouse.core.exchange.ConnectionObserver;
import dev.gatehouse.core.exchange.Ending;
import java.net.InetAddress;

/**
 * The observer of one client's connection: passes everything on to its listener's, and tells the
 * log which address a connection came from that was refused or ended.
 */
final class Visit implements ConnectionObserver {
  private final Listener.Setup setup;
  private final InetAddress peer;

  Visit(Listener.Setup setup, InetAddress peer) {
    this.setup = setup;
    this.peer = peer;
  }

  @Override
  public void accepted(int loop) {
    setup.observer().accepted(loop);
  }

  @Override
  public void closed(int loop) {
    setup.observer().closed(loop);
  }

  @Override
  public void refused(int loop, Refusal why) {
    setup.observer().refused(loop, why);
    setup.bursts().refused(why, peer, now(loop));
  }

  @Override
  public void ended(int loop, Ending why) {
    setup.observer().ended(loop, why);
    setup.bursts().ended(why, peer, now(loop));
  }

  @Override
  public void handshake(int loop, boolean succeeded, long nanos) {
    setup.observer().handshake(loop, succeeded, nanos);
  }

  private long now(int loop) {
    return setup.loops().loops().get(loop).clock().nanos();
  }
}
