/** Benchmarks of hot paths, run by JMH. */
@NullMarked
package dev.gatehouse.bench;

import org.jspecify.annotations.NullMarked;
