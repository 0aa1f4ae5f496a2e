package dev.gatehouse.server.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool that a request may go to, and what decides on the backend.
 *
 * @param share its part of the requests, in percent; null for the only one
 * @param chosen whether this request would surely get it
 * @param balancer how a backend is chosen
 * @param choice the same for this request, in words
 * @param backend the backend that it would surely get; null if that is not certain
 * @param backends those there are: as configured, or of a running server as they stand
 */
public record PoolChoice(
    String pool,
    @Nullable Double share,
    boolean chosen,
    String balancer,
    String choice,
    @Nullable String backend,
    List<Member> backends) {

  /**
   * A backend.
   *
   * @param address where it is; null if nobody has looked
   * @param standing how it stands, with why; null if nobody has looked
   * @param requests how many it has now; null if nobody has looked
   */
  public record Member(
      String backend,
      @Nullable String address,
      @Nullable String standing,
      @Nullable String why,
      @Nullable Integer requests) {}
}
