package dev.gatehouse.cache.disk;

import java.util.concurrent.atomic.LongAdder;

/** What a store has done so far. Shared by all its threads; added up when somebody asks. */
final class DiskCounts {
  final LongAdder hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder written = new LongAdder();
  final LongAdder writtenBytes = new LongAdder();
  final LongAdder moved = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder evicted = new LongAdder();
  final LongAdder removed = new LongAdder();
  final LongAdder damaged = new LongAdder();
  final LongAdder errors = new LongAdder();
}
