package dev.gatehouse.server.admin;

import dev.gatehouse.server.reload.ReloadResult;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operator's word to go back to an earlier configuration: {@code {"to": 7}}, or {@code {}} for
 * the one before. It answers as a reload does.
 */
public final class RollbackAction implements Action {
  private static final String NOTE = "the file is as it was: the next reload takes it over again";

  private final Function<@Nullable Integer, ReloadResult> rollBack;

  public RollbackAction(Function<@Nullable Integer, ReloadResult> rollBack) {
    this.rollBack = rollBack;
  }

  @Override
  public Endpoint.Answer act(byte[] body) {
    return ReloadAnswer.of(rollBack.apply(Order.of(body).number("to")), NOTE);
  }
}
