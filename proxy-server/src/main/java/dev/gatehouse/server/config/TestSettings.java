package dev.gatehouse.server.config;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;

/**
 * A test of the configuration itself: a request that nobody sends, and what is to become of it.
 *
 * @param request the request
 * @param expect what is to become of it
 */
@Doc(
    value = "A request that nobody sends, and what is to become of it.",
    example = "{request: {url: \"http://localhost/\"}, expect: {pool: app}}")
public record TestSettings(
    @Doc("The request.") TestRequest request,
    @Doc("What is to become of it.") TestExpectation expect) {

  public TestSettings {
    Expect.that(!expect.isEmpty(), "expect", "{}", "at least one of what is to become of it");
  }
}
