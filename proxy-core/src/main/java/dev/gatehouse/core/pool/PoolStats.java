package dev.gatehouse.core.pool;

/**
 * The connections that one event loop keeps to one backend, as numbers. Read by any thread: a
 * number may be a moment old, and two of them need not be of the same moment.
 */
public interface PoolStats {
  /** The name of the pool in the configuration. */
  String pool();

  /** The backend as configured. */
  String backend();

  /** Connections that are open, busy and idle ones. */
  int open();

  /** Open connections that carry no request. */
  int idle();

  /** Requests that wait for a connection. */
  int waiting();
}
