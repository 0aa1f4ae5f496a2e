package dev.gatehouse.core.transport;

/** A client's connection as its listener sees it. Called on the connection's event loop. */
public interface ServerConnection {
  /** Takes no further requests, lets those under way finish, then closes. */
  void drain();

  /** Closes now; exchanges under way are cut. */
  void close();

  /** Adds up what the connection holds in memory. */
  void held(Holdings into);

  /** True if it could be closed now without harm to any request. */
  boolean idle();

  /** Ends what is under way, because memory is short and this holds much of it, or is idle. */
  void shed();

  /** How many exchanges are under way. */
  int activeExchanges();
}
