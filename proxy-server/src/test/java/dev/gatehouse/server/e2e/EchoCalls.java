package dev.gatehouse.server.e2e;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that answers each message of a full duplex call with one, never answers other calls,
 * and notes when it hears that a call is cancelled.
 */
final class EchoCalls extends TestServiceGrpc.TestServiceImplBase {
  static final StreamingOutputCallRequest MESSAGE = StreamingOutputCallRequest.getDefaultInstance();

  private final BlockingQueue<Long> cancelled = new LinkedBlockingQueue<>();
  private final AtomicInteger open = new AtomicInteger();

  /** The moment at which a call was cancelled; each is given once. */
  long awaitCancelled() throws InterruptedException {
    Long moment = cancelled.poll(10, TimeUnit.SECONDS);
    if (moment == null) {
      throw new AssertionError("no call was cancelled");
    }
    return moment;
  }

  /** How many full duplex calls are open. */
  int open() {
    return open.get();
  }

  @Override
  public void unaryCall(SimpleRequest request, StreamObserver<SimpleResponse> answers) {
    ((ServerCallStreamObserver<SimpleResponse>) answers)
        .setOnCancelHandler(() -> cancelled.add(System.nanoTime()));
  }

  @Override
  public StreamObserver<StreamingOutputCallRequest> fullDuplexCall(
      StreamObserver<StreamingOutputCallResponse> answers) {
    open.incrementAndGet();
    ((ServerCallStreamObserver<StreamingOutputCallResponse>) answers)
        .setOnCancelHandler(() -> {
          open.decrementAndGet();
          cancelled.add(System.nanoTime());
        });
    return new StreamObserver<>() {
      @Override
      public void onNext(StreamingOutputCallRequest message) {
        answers.onNext(StreamingOutputCallResponse.getDefaultInstance());
      }

      @Override
      public void onError(Throwable problem) {}

      @Override
      public void onCompleted() {
        open.decrementAndGet();
        answers.onCompleted();
      }
    };
  }
}
