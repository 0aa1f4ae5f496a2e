package dev.gatehouse.core.balance;

import java.util.HashSet;
import java.util.Set;

/** A request of a test: what it has tried, its hash, and when it comes. */
final class Ask implements PickContext<Server> {
  final Set<Server> tried = new HashSet<>();
  long hash;
  long now;

  static Ask hashing(long key) {
    Ask ask = new Ask();
    ask.hash = Hashes.of("user-" + key);
    return ask;
  }

  @Override
  public boolean tried(Server candidate) {
    return tried.contains(candidate);
  }

  @Override
  public boolean again() {
    return !tried.isEmpty();
  }

  @Override
  public long hash() {
    return hash;
  }

  @Override
  public long now() {
    return now;
  }
}
