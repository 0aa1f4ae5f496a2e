package dev.gatehouse.core.balance;

/** Someone who can be given requests, as far as a balancer has to know. Read by all event loops. */
public interface Candidate {
  /**
   * The name by which hashing places it: the same in every process and after every restart, and of
   * nobody else in the set.
   */
  String key();

  /** How many requests it has that are not over, on all event loops. */
  int active();

  /** What a request to it is expected to take, in nanoseconds; 0 while nothing is known. */
  long latency(long now);
}
