package dev.gatehouse.core.transport;

/** A client's connection as its listener sees it. Called on the connection's event loop. */
public interface ServerConnection {
  /** Takes no further requests, lets those under way finish, then closes. */
  void drain();

  /** Closes now; exchanges under way are cut. */
  void close();

  /** How many exchanges are under way. */
  int activeExchanges();
}
