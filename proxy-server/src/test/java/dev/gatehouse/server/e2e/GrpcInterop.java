package dev.gatehouse.server.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ForwardingServerBuilder;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.Messages.Payload;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.TestServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The client and server that gRPC implementations test each other with, and between them a
 * Gatehouse. Most cases are public methods of the superclass; their names in gRPC's description of
 * the cases have underscores: {@code empty_unary}.
 */
final class GrpcInterop extends AbstractInteropTest {
  /** What the cases of soaking send and receive, by their definition. */
  private static final int SOAK_REQUEST = 271_828;

  private static final int SOAK_ANSWER = 314_159;

  private final Pki pki;
  private final boolean tls;
  private @Nullable Server server;
  private @Nullable Gateway gateway;

  /**
   * @param tls whether the client speaks TLS
   */
  GrpcInterop(Pki pki, boolean tls) {
    this.pki = pki;
    this.tls = tls;
  }

  @Override
  protected ServerBuilder<?> getServerBuilder() {
    ServerBuilder<?> loopback =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .flowControlWindow(TEST_FLOW_CONTROL_WINDOW)
            .maxInboundMessageSize(MAX_MESSAGE_SIZE);
    return new Captured(loopback);
  }

  @Override
  protected ManagedChannelBuilder<?> createChannelBuilder() {
    Server backend = server;
    if (backend == null) {
      throw new IllegalStateException("server: not started");
    }
    Gateway started = gateway;
    if (started == null) {
      started =
          Gateway.start(
              """
              listeners:
                web: {address: "127.0.0.1:0"}
                secure: {address: "127.0.0.1:0", tls: {certificates: [{certificate: site.crt, key: site.key}]}}
              access-log: {format: off}
              pools: {app: {backends: ["http://127.0.0.1:%d"], protocol: h2}}
              routes: [{pool: app}]
              """
                  .formatted(backend.getPort()),
              pki.directory());
      gateway = started;
    }
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress("localhost", started.port(tls ? "secure" : "web"))
            .flowControlWindow(TEST_FLOW_CONTROL_WINDOW)
            .maxInboundMessageSize(MAX_MESSAGE_SIZE);
    return tls ? builder.sslContext(trusting()) : builder.usePlaintext();
  }

  private SslContext trusting() {
    try {
      return GrpcSslContexts.forClient()
          .trustManager(pki.directory().resolve("ca.crt").toFile())
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The case rpc_soak: calls without end over one connection, here 50. */
  public void rpcSoak() {
    for (int i = 0; i < 50; i++) {
      call(blockingStub);
    }
  }

  /** The case channel_soak: a new connection for each call, here 10. */
  public void channelSoak() {
    for (int i = 0; i < 10; i++) {
      ManagedChannel fresh = createChannel();
      call(TestServiceGrpc.newBlockingStub(fresh));
      fresh.shutdownNow();
    }
  }

  private static void call(TestServiceGrpc.TestServiceBlockingStub stub) {
    SimpleRequest request =
        SimpleRequest.newBuilder()
            .setResponseSize(SOAK_ANSWER)
            .setPayload(Payload.newBuilder().setBody(ByteString.copyFrom(new byte[SOAK_REQUEST])))
            .build();
    SimpleResponse response = stub.withDeadlineAfter(20, SECONDS).unaryCall(request);
    assertThat(response.getPayload().getBody().size()).isEqualTo(SOAK_ANSWER);
  }

  /** No statistics are gathered, so none are looked at. */
  @Override
  protected boolean metricsExpected() {
    return false;
  }

  @Override
  public void tearDown() {
    super.tearDown();
    if (gateway != null) {
      gateway.close();
    }
  }

  /** Learns which server is built, and so its port. */
  private final class Captured extends ForwardingServerBuilder<Captured> {
    private final ServerBuilder<?> delegate;

    Captured(ServerBuilder<?> delegate) {
      this.delegate = delegate;
    }

    @Override
    protected ServerBuilder<?> delegate() {
      return delegate;
    }

    @Override
    public Server build() {
      Server built = super.build();
      server = built;
      return built;
    }
  }
}
