package dev.gatehouse.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.Messages.Payload;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.TestServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of gRPC calls that do not simply succeed. */
@Timeout(60)
class GrpcCallsTest {
  private final EchoCalls service = new EchoCalls();
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .addService(service)
            .build()
            .start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }

  private Gateway gateway(String protocol, String route) {
    return gateway(server.getPort(), protocol, route);
  }

  private static Gateway gateway(int port, String protocol, String route) {
    return Gateway.start(
        """
        listeners: {web: {address: "127.0.0.1:0"}}
        access-log: {format: off}
        pools: {app: {backends: ["http://127.0.0.1:%d"], protocol: %s}}
        routes: [{pool: app, %s}]
        """
            .formatted(port, protocol, route));
  }

  private static ManagedChannel channel(Gateway gateway) {
    return NettyChannelBuilder.forAddress("127.0.0.1", gateway.port("web"))
        .usePlaintext()
        .disableRetry()
        .build();
  }

  @Test
  void areCancelledAtTheBackendWithin100Milliseconds() throws Exception {
    try (Gateway gateway = gateway("h2", "name: app")) {
      ManagedChannel channel = channel(gateway);
      long[] nanos = new long[21];
      for (int i = 0; i < nanos.length; i++) {
        Answers answers = new Answers();
        ClientCallStreamObserver<?> call = open(channel, answers);
        answers.awaitMessage();
        long begun = System.nanoTime();
        call.cancel("enough", null);
        nanos[i] = service.awaitCancelled() - begun;
      }
      channel.shutdownNow();
      Arrays.sort(nanos);
      assertThat(nanos[nanos.length / 2]).as("the median").isLessThan(100_000_000L);
      Await.until("no call is left", () -> service.open() == 0);
    }
  }

  @Test
  void areAnsweredMessageByMessage() throws Exception {
    try (Gateway gateway = gateway("h2", "name: app")) {
      ManagedChannel channel = channel(gateway);
      Answers answers = new Answers();
      var call = open(channel, answers);
      answers.awaitMessage();
      long[] nanos = new long[101];
      for (int i = 0; i < nanos.length; i++) {
        long begun = System.nanoTime();
        call.onNext(EchoCalls.MESSAGE);
        answers.awaitMessage();
        nanos[i] = System.nanoTime() - begun;
      }
      call.onCompleted();
      assertThat(answers.awaitEnd().isOk()).isTrue();
      channel.shutdownNow();
      Arrays.sort(nanos);
      assertThat(nanos[nanos.length / 2]).as("the median round trip").isLessThan(20_000_000L);
    }
  }

  @Test
  void endWithAStatusWhenTheBackendDies() throws Exception {
    try (Gateway gateway = gateway("h2", "name: app")) {
      ManagedChannel channel = channel(gateway);
      Answers answers = new Answers();
      open(channel, answers);
      answers.awaitMessage();
      server.shutdownNow();
      assertThat(answers.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      channel.shutdownNow();
    }
  }

  @Test
  void areGivenUpWhenTheirTimeIsUpThoughTheClientDoesNotSay() throws Exception {
    try (Gateway gateway = gateway("h2", "name: app");
        Client client = Http2Client.connect(gateway.address("web"))) {
      Reply warm = client.send(call("FullDuplexCall"));
      assertThat(status(warm)).isEqualTo("0");
      Reply reply = client.send(call("UnaryCall").with("grpc-timeout", "300m"));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(status(reply)).isEqualTo("4");
      service.awaitCancelled();
    }
  }

  /** A call of one empty message. */
  private static Ask call(String method) {
    return Ask.post("/grpc.testing.TestService/" + method, new byte[5])
        .unsized()
        .with("content-type", "application/grpc")
        .with("te", "trailers");
  }

  private static String status(Reply reply) {
    List<String> values = reply.trailers().get("grpc-status");
    return values == null ? String.valueOf(reply.field("grpc-status")) : values.getFirst();
  }

  @Test
  void failWithTheStatusOfWhatFailed() throws Exception {
    assertThat(failure(gateway(1, "h2", "name: app"))).isEqualTo("UNAVAILABLE (connect-refused)");
    assertThat(failure(gateway("http/1.1", "name: app")))
        .isEqualTo("UNIMPLEMENTED (grpc-needs-http2)");
    assertThat(failure(gateway("h2", "match: {path: /other}")))
        .isEqualTo("UNIMPLEMENTED (no-route)");
    assertThat(failure(gateway("h2", "request-body: {max: 1KiB}")))
        .isEqualTo("RESOURCE_EXHAUSTED (body-too-large)");
    assertThat(failure(gateway("h2", "timeouts: {stream: 200ms}")))
        .isEqualTo("DEADLINE_EXCEEDED (first-byte-timeout)");
    assertThat(failure(gateway("h2", "timeouts: {total: 200ms}")))
        .isEqualTo("DEADLINE_EXCEEDED (total-timeout)");
  }

  /** How a call of 4 KiB ends that the backend does not answer. */
  private static String failure(Gateway gateway) {
    try (gateway) {
      ManagedChannel channel = channel(gateway);
      SimpleRequest request =
          SimpleRequest.newBuilder()
              .setPayload(Payload.newBuilder().setBody(ByteString.copyFrom(new byte[4096])))
              .build();
      Status status =
          catchThrowableOfType(
                  StatusRuntimeException.class,
                  () -> TestServiceGrpc.newBlockingStub(channel).unaryCall(request))
              .getStatus();
      channel.shutdownNow();
      String text = String.valueOf(status.getDescription());
      return status.getCode() + " " + text.substring(text.lastIndexOf('('));
    }
  }

  @Test
  void areRepeatedByTheClientWhenTheBackendRefusesTheirStreams() throws Exception {
    server.shutdownNow();
    try (RefusingBackend backend = RefusingBackend.start();
        Gateway gateway = gateway(backend.port(), "h2", "name: app")) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", gateway.port("web")).usePlaintext().build();
      Empty answer =
          TestServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .emptyCall(Empty.getDefaultInstance());
      assertThat(answer).isEqualTo(Empty.getDefaultInstance());
      assertThat(backend.refused()).isOne();
      channel.shutdownNow();
    }
  }

  private static ClientCallStreamObserver<
          io.grpc.testing.integration.Messages.StreamingOutputCallRequest>
      open(ManagedChannel channel, Answers answers) {
    var call =
        (ClientCallStreamObserver<io.grpc.testing.integration.Messages.StreamingOutputCallRequest>)
            TestServiceGrpc.newStub(channel).fullDuplexCall(answers);
    call.onNext(EchoCalls.MESSAGE);
    return call;
  }
}
