package dev.gatehouse.core.forward;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.BackendObserver;
import java.time.Duration;
import java.util.List;

/** An observer that notes what it is told in words. */
record RecordedBackend(List<String> told) implements BackendObserver {
  @Override
  public void attempted(int loop) {
    told.add("attempted");
  }

  @Override
  public void waited(int loop, long nanos) {
    told.add("waited");
  }

  @Override
  public void connected(int loop, long nanos) {
    told.add("connected");
  }

  @Override
  public void connectFailed(int loop, FailureReason reason) {
    told.add("connect failed " + reason.code());
  }

  @Override
  public void responded(int loop, int status, long nanos) {
    told.add("responded " + status + " after " + Duration.ofNanos(nanos).toMillis() + " ms");
  }

  @Override
  public void failed(int loop, FailureReason reason) {
    told.add("failed " + reason.code());
  }
}
