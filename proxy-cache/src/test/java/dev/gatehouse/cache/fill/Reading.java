package dev.gatehouse.cache.fill;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.failure.Failure;
import org.jspecify.annotations.Nullable;

/** What one reader has read so far; by itself it reads all it is told of. */
final class Reading implements Runnable {
  final Body body;
  final StringBuilder text = new StringBuilder();
  int woken;
  boolean ended;
  boolean quit;
  @Nullable Failure failure;

  Reading(@Nullable Body body) {
    if (body == null) {
      throw new AssertionError("nobody can join");
    }
    this.body = body;
  }

  /** Reads one piece, if there is one. */
  boolean readOne() {
    String piece = ScriptedSource.text(body.read());
    text.append(piece);
    return !piece.isEmpty();
  }

  /** Reads on, now and whenever there is more, to the end. */
  Reading follow() {
    while (readOne()) {}
    if (quit) {
      return this;
    }
    failure = body.failure();
    ended = failure == null && body.ended();
    if (ended || failure != null) {
      quit = true;
      body.discard();
    } else {
      body.demand(this);
    }
    return this;
  }

  /** Leaves, wherever it is. */
  void leave() {
    quit = true;
    body.discard();
  }

  @Override
  public void run() {
    woken++;
    follow();
  }
}
