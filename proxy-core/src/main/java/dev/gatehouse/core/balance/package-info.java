/**
 * The choice of one among several that could take a request, by load, by latency or by a hash of
 * the request: algorithms alone, which know neither backends nor connections.
 *
 * <p>Threading: a balancer is made for a fixed set of candidates and shared by all event loops; it
 * never blocks and never allocates on a pick. When the set or a weight changes, another one is
 * made.
 */
@NullMarked
package dev.gatehouse.core.balance;

import org.jspecify.annotations.NullMarked;
