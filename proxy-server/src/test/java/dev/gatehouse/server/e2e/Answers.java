package dev.gatehouse.server.e2e;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What comes of a streaming gRPC call. */
final class Answers implements StreamObserver<StreamingOutputCallResponse> {
  private final Semaphore messages = new Semaphore(0);
  private final CompletableFuture<Status> end = new CompletableFuture<>();

  void awaitMessage() throws InterruptedException {
    if (!messages.tryAcquire(10, TimeUnit.SECONDS)) {
      throw new AssertionError("no message came");
    }
  }

  Status awaitEnd() throws Exception {
    return end.get(10, TimeUnit.SECONDS);
  }

  @Override
  public void onNext(StreamingOutputCallResponse message) {
    messages.release();
  }

  @Override
  public void onError(Throwable problem) {
    end.complete(Status.fromThrowable(problem));
  }

  @Override
  public void onCompleted() {
    end.complete(Status.OK);
  }
}
