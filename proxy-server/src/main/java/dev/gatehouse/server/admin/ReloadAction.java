package dev.gatehouse.server.admin;

import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.reload.Changes;
import dev.gatehouse.server.reload.ReloadResult;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operator's word to read the configuration again: 200 and what has changed, or 422 and what
 * keeps it from being used. What is posted is ignored.
 */
public final class ReloadAction implements Action {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Supplier<ReloadResult> reload;

  /** What a reload that was done answers. */
  record Done(String summary, Changes changes, List<Told> warnings) {}

  /** What a reload that was refused answers. */
  record Refused(List<Told> problems) {}

  /**
   * A problem.
   *
   * @param text it in one line, as the commands say it
   * @param problem it in parts
   */
  record Told(String text, Problem problem) {}

  public ReloadAction(Supplier<ReloadResult> reload) {
    this.reload = reload;
  }

  @Override
  public Endpoint.Answer act(byte[] body) {
    return switch (reload.get()) {
      case ReloadResult.Done(Changes changes, List<Problem> warnings) ->
          json(200, new Done(changes.toString(), changes, told(warnings)));
      case ReloadResult.Refused(List<Problem> problems) -> json(422, new Refused(told(problems)));
    };
  }

  private static List<Told> told(List<Problem> problems) {
    return problems.stream().map(problem -> new Told(problem.toString(), problem)).toList();
  }

  private static Endpoint.Answer json(int status, Object value) {
    return new Endpoint.Answer(status, "application/json", MAPPER.writeValueAsBytes(value));
  }
}
