package dev.gatehouse.core.filter.headers;

import dev.gatehouse.core.settings.Doc;

/**
 * Header rules of a route.
 *
 * @param request for the request as the backend gets it
 * @param response for the response as the client gets it
 */
@Doc("Header fields set, added and removed.")
public record HeaderRulesSettings(
    @Doc("For the request as the backend gets it.") HeaderEditSettings request,
    @Doc("For the response as the client gets it.") HeaderEditSettings response) {

  public HeaderRulesSettings() {
    this(new HeaderEditSettings(), new HeaderEditSettings());
  }
}
