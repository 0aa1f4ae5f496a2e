package dev.gatehouse.server.trial;

import dev.gatehouse.core.exchange.Request;
import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.TestExpectation;
import dev.gatehouse.server.config.TestRequest;
import dev.gatehouse.server.config.TestSettings;
import dev.gatehouse.server.config.load.Positions;
import dev.gatehouse.server.config.load.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tests of one configuration, run against its own routes. Pure; used once. */
public final class Trials {
  private final GatehouseSettings settings;
  private final RouteTable<RouteSettings> table;
  private final Positions positions;
  private final List<Problem> failures = new ArrayList<>();

  private Trials(GatehouseSettings settings, RouteTable<RouteSettings> table, Positions positions) {
    this.settings = settings;
    this.table = table;
    this.positions = positions;
  }

  /**
   * Runs all tests; returns what did not come out as expected, each with its place.
   *
   * @param table that of {@code settings}
   */
  public static List<Problem> failures(
      GatehouseSettings settings, RouteTable<RouteSettings> table, Positions positions) {
    Trials trials = new Trials(settings, table, positions);
    for (int i = 0; i < settings.tests().size(); i++) {
      trials.run(settings.tests().get(i), "tests[" + i + "].expect.");
    }
    return List.copyOf(trials.failures);
  }

  private void run(TestSettings test, String place) {
    TestRequest sketch = test.request();
    Request request = sketch.toRequest();
    String named = sketch.listener();
    String listener = named == null ? Course.listener(settings, request) : named;
    InetAddress peer = InetAddress.ofLiteral(sketch.client());
    Course course = Course.of(settings, table, request, listener, peer, _ -> {});
    Outlook outlook = Outlook.of(course);
    TestExpectation expected = test.expect();
    route(expected.route(), course, place);
    String pool = expected.pool();
    if (pool != null && !outlook.pools().contains(pool)) {
      fail(place + "pool", outlook.words(), pool);
    }
    if (expected.status() != 0) {
      compare(place + "status", expected.status(), outlook.status(), outlook);
    }
    compare(place + "redirect", expected.redirect(), outlook.redirect(), outlook);
    compare(place + "path", expected.path(), outlook.path(), outlook);
    compare(place + "host", expected.host(), outlook.host(), outlook);
    compare(place + "client", expected.client(), course.client(), outlook);
  }

  private void route(@Nullable String expected, Course course, String place) {
    RouteSettings taken = course.route();
    String name = taken == null ? null : taken.name();
    if (expected == null || expected.equals(name)) {
      return;
    }
    String fate = course.fate(expected);
    String took = name == null ? "takes no route" : "takes " + name;
    String why = fate == null ? "there is no such route" : fate;
    fail(place + "route", took + ", not " + expected + ": " + why, null);
  }

  private void compare(String key, @Nullable Object expected, @Nullable Object is, Outlook way) {
    if (expected != null && !Objects.equals(expected, is)) {
      fail(key, is == null ? way.words() : is.toString(), expected.toString());
    }
  }

  private void fail(String key, String came, @Nullable String expected) {
    failures.add(positions.problem(key, came, expected));
  }
}
