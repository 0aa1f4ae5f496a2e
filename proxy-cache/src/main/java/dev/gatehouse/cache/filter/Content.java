package dev.gatehouse.cache.filter;

import dev.gatehouse.cache.range.ByteRange;
import dev.gatehouse.cache.range.PartBody;
import dev.gatehouse.cache.store.Stored;
import dev.gatehouse.core.body.Body;

/** The content of a response that the cache has, for one answer; asked for at most once. */
sealed interface Content permits Content.Whole, Content.Arriving, StoredPart {
  /** The number of bytes of the whole, or {@link Body#UNKNOWN_LENGTH}. */
  long length();

  /** All of it. */
  Body whole();

  /** A run of it. */
  Body part(ByteRange range);

  /** True if several runs can be had. */
  boolean seeks();

  /** Content that is stored as a whole; the one who makes it is a user of it. */
  record Whole(Stored stored) implements Content {
    @Override
    public long length() {
      return stored.length();
    }

    @Override
    public Body whole() {
      return stored.body(0, stored.length());
    }

    @Override
    public Body part(ByteRange range) {
      return stored.body((int) range.first(), (int) range.last() + 1);
    }

    @Override
    public boolean seeks() {
      return true;
    }
  }

  /** Content that arrives; {@link #close} gives it up if nobody has taken it. */
  final class Arriving implements Content {
    private final Body body;
    private boolean taken;

    Arriving(Body body) {
      this.body = body;
    }

    @Override
    public long length() {
      return body.length();
    }

    @Override
    public Body whole() {
      taken = true;
      return body;
    }

    @Override
    public Body part(ByteRange range) {
      taken = true;
      return new PartBody(body, range);
    }

    @Override
    public boolean seeks() {
      return false;
    }

    void close() {
      if (!taken) {
        body.discard();
      }
    }
  }
}
