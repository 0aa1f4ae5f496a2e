package dev.gatehouse.core.transport.connection;

import dev.gatehouse.core.exchange.Response;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.forward.UpstreamChoice;
import dev.gatehouse.core.forward.UpstreamListener;
import dev.gatehouse.core.forward.UpstreamStream;
import org.jspecify.annotations.Nullable;

/** A request that asks for a connection as soon as it is made, and notes what it gets. */
final class FakeAsker implements UpstreamListener {
  private @Nullable UpstreamStream stream;
  private @Nullable Failure failure;

  FakeAsker(BackendConnections pool) {
    this(pool, false);
  }

  FakeAsker(BackendConnections pool, boolean fresh) {
    this(pool, fresh ? UpstreamChoice.FRESH : UpstreamChoice.ANY);
  }

  FakeAsker(BackendConnections pool, UpstreamChoice choice) {
    pool.acquire(this, choice);
  }

  /** The connection it has; null if it has none. */
  @Nullable UpstreamStream got() {
    return stream;
  }

  /** Why it gets none; null if it still may. */
  @Nullable FailureReason failure() {
    return failure == null ? null : failure.reason();
  }

  @Override
  public void acquired(UpstreamStream stream) {
    this.stream = stream;
  }

  @Override
  public void requestSent() {}

  @Override
  public void informed(Response interim) {}

  @Override
  public void responded(Response response) {}

  @Override
  public void failed(Failure failure, boolean sent) {
    this.failure = failure;
  }
}
