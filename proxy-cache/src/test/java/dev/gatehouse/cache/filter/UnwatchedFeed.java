package dev.gatehouse.cache.filter;

import dev.gatehouse.core.body.FedBody;

/** A source that does not mind what becomes of its content. */
final class UnwatchedFeed implements FedBody.Feed {
  @Override
  public void wanted() {}

  @Override
  public void consumed(int bytes) {}

  @Override
  public void abandoned() {}
}
