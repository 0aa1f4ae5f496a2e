package dev.gatehouse.server.admin;

import dev.gatehouse.server.config.load.Problem;
import dev.gatehouse.server.reload.Changes;
import dev.gatehouse.server.reload.ReloadResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the admin API answers to whoever wants another configuration to serve: 200 and what has
 * changed, or 422 and what keeps it from being used. Pure.
 */
public final class ReloadAnswer {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * It serves.
   *
   * @param note what else is to be known; null: nothing
   */
  record Done(
      int number,
      String summary,
      Changes changes,
      List<ProblemView> warnings,
      @Nullable String note) {}

  /** It does not. */
  record Refused(List<ProblemView> problems) {}

  private ReloadAnswer() {}

  /** The answer to a reload. */
  public static Endpoint.Answer of(ReloadResult result) {
    return of(result, null);
  }

  static Endpoint.Answer of(ReloadResult result, @Nullable String note) {
    return switch (result) {
      case ReloadResult.Done(int number, Changes changes, List<Problem> warnings) ->
          json(200, new Done(number, changes.toString(), changes, ProblemView.of(warnings), note));
      case ReloadResult.Refused(List<Problem> problems) ->
          json(422, new Refused(ProblemView.of(problems)));
    };
  }

  private static Endpoint.Answer json(int status, Object value) {
    return new Endpoint.Answer(status, "application/json", MAPPER.writeValueAsBytes(value));
  }
}
