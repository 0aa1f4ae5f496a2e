package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.body.FedBody;

/** A connection's side of a body, which counts what the reader tells it. */
final class RecordedFeed implements FedBody.Feed {
  int wanted;
  int consumed;
  int abandoned;

  @Override
  public void wanted() {
    wanted++;
  }

  @Override
  public void consumed(int bytes) {
    consumed += bytes;
  }

  @Override
  public void abandoned() {
    abandoned++;
  }
}
