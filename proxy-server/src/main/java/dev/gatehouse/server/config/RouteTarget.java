package dev.gatehouse.server.config;

import dev.gatehouse.core.filter.redirect.RedirectSettings;
import dev.gatehouse.core.filter.respond.RespondSettings;
import dev.gatehouse.core.filter.split.SplitSettings;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Reference;
import java.util.List;

/** Who answers the requests of a route. */
public sealed interface RouteTarget {
  /** The names of the pools that requests may go to. */
  default List<String> pools() {
    return switch (this) {
      case ToPool(String pool) -> List.of(pool);
      case ToSplit(SplitSettings split) -> split.names();
      case Redirect _, Respond _ -> List.of();
    };
  }

  /**
   * The backends of a pool.
   *
   * @param pool its name
   */
  @Doc(value = "The backends of a pool.", example = "{pool: app}")
  record ToPool(@Doc("The pool that answers.") @Reference("pools") String pool)
      implements RouteTarget {}

  /**
   * The backends of several pools, by weight.
   *
   * @param split which pools and how
   */
  @Doc(
      value = "The backends of several pools, by weight.",
      example = "{split: {pools: {app: 90, app-next: 10}}}")
  record ToSplit(@Doc("Several pools that share the requests by weight.") SplitSettings split)
      implements RouteTarget {}

  /**
   * The proxy, by sending the client elsewhere.
   *
   * @param redirect where to
   */
  @Doc(
      value = "The proxy, by sending the client elsewhere.",
      example = "{redirect: {to: \"https://{host}{uri}\"}}")
  record Redirect(@Doc("An answer that sends the client elsewhere.") RedirectSettings redirect)
      implements RouteTarget {}

  /**
   * The proxy, by a fixed answer.
   *
   * @param respond the answer
   */
  @Doc(value = "The proxy, by a fixed answer.", example = "{respond: {}}")
  record Respond(@Doc("An answer given by the configuration itself.") RespondSettings respond)
      implements RouteTarget {}
}
