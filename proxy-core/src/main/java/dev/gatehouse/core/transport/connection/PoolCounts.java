package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.pool.PoolStats;

/**
 * The numbers of one {@link BackendConnections}, for metrics. Written by its event loop alone, read
 * by any thread.
 */
final class PoolCounts implements PoolStats {
  private final String pool;
  private final String backend;
  private volatile int open;
  private volatile int idle;
  private volatile int waiting;

  PoolCounts(String pool, String backend) {
    this.pool = pool;
    this.backend = backend;
  }

  void open(int count) {
    open = count;
  }

  void idle(int count) {
    idle = count;
  }

  void waiting(int count) {
    waiting = count;
  }

  @Override
  public String pool() {
    return pool;
  }

  @Override
  public String backend() {
    return backend;
  }

  @Override
  public int open() {
    return open;
  }

  @Override
  public int idle() {
    return idle;
  }

  @Override
  public int waiting() {
    return waiting;
  }
}
