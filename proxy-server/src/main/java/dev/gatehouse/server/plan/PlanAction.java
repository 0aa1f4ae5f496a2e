package dev.gatehouse.server.plan;

import dev.gatehouse.core.routing.RouteTable;
import dev.gatehouse.core.runtime.Route;
import dev.gatehouse.server.admin.Action;
import dev.gatehouse.server.admin.Endpoint;
import dev.gatehouse.server.config.GatehouseSettings;
import dev.gatehouse.server.config.RouteSettings;
import dev.gatehouse.server.config.load.ConfigurationLoader;
import dev.gatehouse.server.config.load.Loaded;
import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.lint.Lint;
import dev.gatehouse.server.reload.Changes;
import dev.gatehouse.server.trial.Course;
import dev.gatehouse.server.trial.Trials;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The question what a configuration would change: {@code {"configuration": "listeners: ...",
 * "name": "new.yaml", "environment": {"PORT": "8080"}}}. Answers 200 with a {@link PlanResult}, or
 * 422 with what is wrong with it. Changes nothing, reads no file, and knows no variable of this
 * process: a file is a text here that somebody sent.
 */
public final class PlanAction implements Action {
  private static final int LONGEST = 32 << 20;
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** What serves now. */
  public record Serving(GatehouseSettings settings, RouteTable<Route> table) {}

  /** What a configuration that cannot be used is answered with. */
  record Refused(List<String> problems) {}

  private final Supplier<Serving> serving;
  private final RequestKeys keys;
  private final Path base;

  /**
   * @param base what relative paths are taken from, so that they mean what they mean in what serves
   */
  public PlanAction(Supplier<Serving> serving, RequestKeys keys, Path base) {
    this.serving = serving;
    this.keys = keys;
    this.base = base;
  }

  @Override
  public int longest() {
    return LONGEST;
  }

  @Override
  public Endpoint.Answer act(byte[] body) {
    JsonNode order = order(body);
    JsonNode text = order.path("configuration");
    if (!text.isString()) {
      throw new IllegalArgumentException("configuration: absent (expected: a text)");
    }
    Map<String, String> environment = new HashMap<>();
    order
        .path("environment")
        .properties()
        .forEach(each -> environment.put(each.getKey(), each.getValue().asString()));
    Loaded loaded =
        ConfigurationLoader.detached(environment)
            .load(order.path("name").asString("plan"), text.asString(), base);
    return switch (loaded) {
      case Loaded.Invalid(List<Problem> problems) -> refused(problems);
      case Loaded.Valid valid -> plan(valid);
    };
  }

  private static JsonNode order(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("body: not JSON (expected: an object)", e);
    }
  }

  private Endpoint.Answer plan(Loaded.Valid valid) {
    GatehouseSettings next = valid.settings();
    RouteTable<RouteSettings> table = Course.table(next);
    List<Problem> failures = Trials.failures(next, table, valid.positions());
    if (!failures.isEmpty()) {
      return refused(failures);
    }
    Serving now = serving.get();
    KeyRing.Content content = keys.content();
    Effect effect =
        Effect.of(
            content.keys(),
            new Side<>(now.settings(), now.table(), Route::name),
            new Side<>(next, table, RouteSettings::name));
    List<String> warnings =
        Lint.warnings(next, table, Map.of(), Instant.EPOCH, valid.positions()).stream()
            .map(Problem::toString)
            .toList();
    Difference difference = Difference.of(now.settings(), next);
    PlanResult result =
        new PlanResult(
            difference,
            restart(now.settings(), next, difference),
            effect,
            RecordedFields.missing(next, RecordedFields.of(now.settings())),
            content.tooLong(),
            warnings);
    return json(200, result);
  }

  /** What a text only refers to counts as unchanged here as well. */
  private static List<String> restart(
      GatehouseSettings before, GatehouseSettings after, Difference difference) {
    return Changes.needRestart(before, after).stream()
        .filter(key -> difference.settings().stream().anyMatch(each -> each.startsWith(key)))
        .toList();
  }

  private static Endpoint.Answer refused(List<Problem> problems) {
    return json(422, new Refused(problems.stream().map(Problem::toString).toList()));
  }

  private static Endpoint.Answer json(int status, Object value) {
    return new Endpoint.Answer(status, "application/json", MAPPER.writeValueAsBytes(value));
  }
}
