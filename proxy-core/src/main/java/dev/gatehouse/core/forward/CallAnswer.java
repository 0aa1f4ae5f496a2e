package dev.gatehouse.core.forward;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.WrappedBody;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The content of the answer to a gRPC call that has a deadline: a backend that breaks it off at the
 * deadline keeps the time that the client set, and is not to blame.
 *
 * <p>Confined to the event loop of its exchange.
 */
final class CallAnswer extends WrappedBody {
  private final Clock clock;
  private final long end;
  private @Nullable Failure failure;

  /**
   * @param end what {@link CallDeadline#of} said
   */
  CallAnswer(Body source, Clock clock, long end) {
    super(source);
    this.clock = clock;
    this.end = end;
  }

  @Override
  public @Nullable Failure failure() {
    Failure found = super.failure();
    if (failure == null && found != null) {
      boolean backends = found.reason().side() == FailureReason.Side.BACKEND;
      failure =
          backends && CallDeadline.isOver(end, clock.nanos())
              ? Failure.of(FailureReason.DEADLINE_EXCEEDED)
              : found;
    }
    return failure;
  }
}
