package dev.gatehouse.server.cli;

import dev.gatehouse.core.pool.BackendUrl;
import dev.gatehouse.core.settings.InvalidSetting;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What an operator says of a backend, in one pool or in all that have it. */
final class SwitchOrder {
  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Mixin private AdminAccess access = new AdminAccess();

  @Parameters(
      paramLabel = "BACKEND",
      description = "The backend as status shows it: its URL, or one of its addresses.")
  private String backend = "";

  @Option(
      names = "--pool",
      paramLabel = "NAME",
      description = "The pool (default: every pool that has the backend).")
  private @Nullable String only;

  private record Place(String pool, String name) {}

  /**
   * Gives the order; returns the exit code of the command.
   *
   * @param state what the admin API calls it: {@code up}, {@code draining} or {@code down}
   */
  int give(String state) {
    return access.run(spec.commandLine().getErr(), admin -> give(state, admin));
  }

  private int give(String state, AdminClient admin) throws AdminClient.Unreachable {
    PrintWriter err = spec.commandLine().getErr();
    AdminClient.Answer pools = admin.get("/api/v1/pools");
    JsonNode json = pools.json();
    if (pools.status() != 200 || json == null) {
      err.println("gatehouse: " + pools.line());
      return ExitCode.INVALID;
    }
    Set<String> known = new TreeSet<>();
    Set<Place> places = places(json, known);
    if (places.isEmpty()) {
      String where = only == null ? "" : " in pool " + only;
      String expected = known.isEmpty() ? "no backend is known" : String.join(", ", known);
      err.println("gatehouse: no backend " + backend + where + " (expected: " + expected + ")");
      return ExitCode.INVALID;
    }
    int code = ExitCode.DONE;
    for (Place each : places) {
      Map<String, String> order =
          Map.of("pool", each.pool(), "backend", each.name(), "state", state);
      AdminClient.Answer answer = admin.post("/api/v1/backends", admin.json(order));
      if (answer.status() == 200) {
        spec.commandLine().getOut().println(each.pool() + ": " + answer.line());
      } else {
        err.println("gatehouse: " + each.pool() + ": " + answer.line());
        code = ExitCode.INVALID;
      }
    }
    return code;
  }

  private Set<Place> places(JsonNode pools, Set<String> known) {
    Set<Place> places = new LinkedHashSet<>();
    String url = url(backend);
    pools
        .properties()
        .forEach(pool -> {
          if (only == null || only.equals(pool.getKey())) {
            for (JsonNode each : pool.getValue().path("backends")) {
              String name = each.path("backend").asString();
              known.add(name);
              if (name.equals(url) || each.path("address").asString().equals(backend)) {
                places.add(new Place(pool.getKey(), name));
              }
            }
          }
        });
    return places;
  }

  /** The URL as the server writes it, with its port. */
  private static String url(String text) {
    try {
      return BackendUrl.parse(text).toString();
    } catch (InvalidSetting e) {
      return text; // an address, then
    }
  }
}
