package dev.gatehouse.server.config;

import dev.gatehouse.core.filter.redirect.RedirectSettings;
import dev.gatehouse.core.filter.respond.RespondSettings;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.NotYet;
import dev.gatehouse.core.settings.Reference;

/** Who answers the requests of a route. */
@NotYet("split")
public sealed interface RouteTarget {
  /**
   * The backends of a pool.
   *
   * @param pool its name
   */
  @Doc(value = "The backends of a pool.", example = "{pool: app}")
  record ToPool(@Doc("The pool that answers.") @Reference("pools") String pool)
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
