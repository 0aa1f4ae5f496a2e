/**
 * A simulation of the real balancers under virtual time: what each does to shares, to latencies
 * when some backends are slow, and to placements when a backend leaves.
 */
@NullMarked
package dev.gatehouse.bench.balance;

import org.jspecify.annotations.NullMarked;
