package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.UpstreamStream;

/** A connection with room for one request, which the test ends. */
final class FakeConnection implements BackendConnection, UpstreamStream {
  private final Owner owner;
  private boolean busy;
  private boolean old;
  private boolean retired;
  private boolean closing;

  FakeConnection(Owner owner) {
    this.owner = owner;
  }

  /** Its request is over. */
  void end() {
    busy = false;
    if (closing) {
      retire();
    } else {
      owner.freed(this);
    }
  }

  /** The backend closes it. */
  void retire() {
    if (!retired) {
      retired = true;
      owner.retired(this);
    }
  }

  /** It takes no more requests from here on. */
  void growOld() {
    old = true;
  }

  boolean closed() {
    return retired;
  }

  @Override
  public int room() {
    return busy || old || retired ? 0 : 1;
  }

  @Override
  public int active() {
    return busy ? 1 : 0;
  }

  @Override
  public void open(UpstreamListener listener) {
    busy = true;
    listener.acquired(this);
  }

  @Override
  public void close() {
    closing = true;
    if (!busy) {
      retire();
    }
  }

  @Override
  public void send(Request request, Body body) {
    throw new AssertionError("nothing is sent here");
  }

  @Override
  public void cancel(UpstreamListener listener) {
    retire();
  }

  @Override
  public boolean reused() {
    return false;
  }
}
