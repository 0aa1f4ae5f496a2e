package dev.gatehouse.server.config;

import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import dev.gatehouse.core.settings.Reference;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a test's request; what is null or 0 may be anything.
 *
 * @param route the name of the route it takes
 * @param pool the pool it goes to, or may go to where several share the route
 * @param status the status that the proxy itself answers with; 404 if there is no route
 * @param redirect where it is redirected to
 * @param path the path that the backend sees
 * @param host the host that the backend sees
 * @param client the address that the client is found to have
 */
@Doc(value = "What is to become of a test's request; at least one.", example = "{pool: app}")
public record TestExpectation(
    @Doc("The name of the route it takes.") @Nullable String route,
    @Doc("The pool it goes to, or may go to where several pools share the route.")
        @Reference("pools")
        @Nullable String pool,
    @Doc("The status that Gatehouse itself answers with; 404 stands for no route, too.") int status,
    @Doc("Where it is redirected to.") @Nullable String redirect,
    @Doc("The path that the backend is asked for.") @Nullable String path,
    @Doc("The host that the backend is asked for.") @Nullable String host,
    @Doc("The address that the client is found to have, with trusted-proxies in mind.")
        @Nullable String client) {

  public TestExpectation() {
    this(null, null, 0, null, null, null, null);
  }

  public TestExpectation {
    if (status != 0) {
      Expect.within("status", status, 100, 599);
    }
    if (client != null) {
      Expect.address("client", client);
    }
  }

  /** True if nothing is expected, which would be no test. */
  boolean isEmpty() {
    return status == 0
        && Stream.of(route, pool, redirect, path, host, client).allMatch(Objects::isNull);
  }
}
