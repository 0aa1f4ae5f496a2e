package dev.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.BackendProtocol;
import dev.gatehouse.core.pool.BackendTlsSettings;
import dev.gatehouse.core.transport.connection.ClientTls;
import dev.gatehouse.tls.TlsEngine.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class BackendTlsTest {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  @TempDir Path directory;
  private Pki pki;
  private TlsSettings serverSettings;

  @BeforeEach
  void makeCertificate() {
    pki = new Pki(directory);
    pki.write("ca.crt", pki.authority().getRootCertificatePEM());
    serverSettings =
        pki.settings(pki.write("a", pki.issue(Algorithm.ecp256, "backend.example", "127.0.0.1")));
  }

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** How a handshake ended. */
  private record End(@Nullable String protocol, @Nullable Failure failure, String group) {}

  private CertificateStore server() {
    return StoreTesting.store("web", serverSettings, directory, StoreTesting.state(Kind.BORINGSSL));
  }

  private BackendTls client(Kind kind, BackendTlsSettings settings, BackendProtocol protocol) {
    BackendTls.Loaded loaded =
        BackendTls.load(settings, protocol, directory, StoreTesting.state(kind));
    assertThat(loaded.problems()).isEmpty();
    return Objects.requireNonNull(loaded.tls());
  }

  private static BackendTlsSettings trusting() {
    return new BackendTlsSettings(Path.of("ca.crt"), null, true);
  }

  /** Connects, sends a word and waits until it comes back or the handshake has failed. */
  private End visit(BackendTls tls, String host, int port, long timeoutMillis) {
    CompletableFuture<End> end = new CompletableFuture<>();
    Channel channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    tls.install(made, host, port, false, timeoutMillis, new Visitor(end));
                  }
                })
            .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .syncUninterruptibly()
            .channel();
    try {
      return end.orTimeout(10, TimeUnit.SECONDS).join();
    } finally {
      channel.close().syncUninterruptibly();
    }
  }

  private End visit(BackendTls tls, String host, EchoServer server) {
    return visit(tls, host, server.port(), 10_000);
  }

  private record Visitor(CompletableFuture<End> end) implements ClientTls.Listener {
    @Override
    public void secured(Channel channel, @Nullable String protocol) {
      String group = groupOf(channel);
      channel
          .pipeline()
          .addLast(
              new SimpleChannelInboundHandler<ByteBuf>() {
                @Override
                protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
                  end.complete(new End(protocol, null, group));
                }
              });
      channel.writeAndFlush(Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII));
    }

    @Override
    public void failed(Channel channel, Failure failure) {
      end.complete(new End(null, failure, ""));
    }
  }

  private static String groupOf(Channel channel) {
    try {
      return channel.pipeline().get(SslHandler.class).engine()
              instanceof ReferenceCountedOpenSslEngine ssl
          ? SSL.getGroupName(ssl.sslPointer())
          : "";
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertFailed(End end, FailureReason reason) {
    Failure failure = Objects.requireNonNull(end.failure());
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.detail()).startsWith("TLS handshake: ");
  }

  @ParameterizedTest
  @CsvSource({
    "BORINGSSL,HTTP_1_1,http/1.1",
    "BORINGSSL,H2,h2",
    "BORINGSSL,AUTO,h2",
    "JDK,HTTP_1_1,http/1.1",
    "JDK,AUTO,h2"
  })
  void offersThePoolsProtocol(Kind kind, BackendProtocol protocol, String agreed) {
    try (CertificateStore store = server();
        EchoServer server = new EchoServer(store);
        BackendTls tls = client(kind, trusting(), protocol)) {
      assertThat(visit(tls, "backend.example", server).protocol()).isEqualTo(agreed);
      assertThat(server.secured().info().serverName()).isEqualTo("backend.example");
    }
  }

  @ParameterizedTest
  @EnumSource
  void believesWhoProvesTheNameOrTheAddress(Kind kind) {
    try (CertificateStore store = server();
        EchoServer server = new EchoServer(store);
        BackendTls tls = client(kind, trusting(), BackendProtocol.HTTP_1_1)) {
      assertThat(visit(tls, "127.0.0.1", server).failure()).isNull();
      assertFailed(visit(tls, "other.example", server), FailureReason.BACKEND_TLS_UNTRUSTED);
      assertFailed(visit(tls, "127.0.0.2", server), FailureReason.BACKEND_TLS_UNTRUSTED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void believesNobodyWhomTheSystemDoesNotKnow(Kind kind) {
    try (CertificateStore store = server();
        EchoServer server = new EchoServer(store);
        BackendTls tls = client(kind, new BackendTlsSettings(), BackendProtocol.HTTP_1_1)) {
      assertFailed(visit(tls, "backend.example", server), FailureReason.BACKEND_TLS_UNTRUSTED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void believesAnybodyWhereToldTo(Kind kind) {
    BackendTlsSettings settings = new BackendTlsSettings(null, null, false);
    try (CertificateStore store = server();
        EchoServer server = new EchoServer(store);
        BackendTls tls = client(kind, settings, BackendProtocol.HTTP_1_1)) {
      assertThat(visit(tls, "other.example", server).failure()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void asksForTheNameThatThePoolGives(Kind kind) {
    BackendTlsSettings settings =
        new BackendTlsSettings(Path.of("ca.crt"), "backend.example", true);
    try (CertificateStore store = server();
        EchoServer server = new EchoServer(store);
        BackendTls tls = client(kind, settings, BackendProtocol.HTTP_1_1)) {
      assertThat(visit(tls, "10.1.2.3", server).failure()).isNull();
      assertThat(server.secured().info().serverName()).isEqualTo("backend.example");
    }
  }

  @Test
  void resumesSessions() {
    try (CertificateStore store = server();
        EchoServer server = new EchoServer(store);
        BackendTls tls = client(Kind.BORINGSSL, trusting(), BackendProtocol.HTTP_1_1)) {
      visit(tls, "backend.example", server);
      visit(tls, "backend.example", server);
      assertThat(store.statistics().resumed()).isEqualTo(1);
    }
  }

  @Test
  void agreesOnTheHybridGroupByDefault() {
    try (CertificateStore store = server();
        EchoServer server = new EchoServer(store);
        BackendTls tls = client(Kind.BORINGSSL, trusting(), BackendProtocol.HTTP_1_1)) {
      assertThat(visit(tls, "backend.example", server).group()).isEqualTo("X25519MLKEM768");
    }
  }

  @Test
  void takesOverChangedAuthorities() {
    try (CertificateStore store = server();
        EchoServer server = new EchoServer(store);
        BackendTls tls = client(Kind.BORINGSSL, trusting(), BackendProtocol.HTTP_1_1)) {
      assertThat(visit(tls, "backend.example", server).failure()).isNull();
      pki.write("ca.crt", "nothing");
      tls.refresh();
      assertThat(visit(tls, "backend.example", server).failure()).isNull();
      pki.write("ca.crt", Pki.authority("CN=Another").getCertificatePEM());
      tls.refresh();
      assertFailed(visit(tls, "backend.example", server), FailureReason.BACKEND_TLS_UNTRUSTED);
    }
  }

  @Test
  void tellsBackendsThatAnswerNothingOrSomethingElse() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        BackendTls tls = client(Kind.BORINGSSL, trusting(), BackendProtocol.HTTP_1_1)) {
      assertFailed(
          visit(tls, "backend.example", socket.getLocalPort(), 1), FailureReason.CONNECT_TIMEOUT);

      Thread plain = Thread.ofVirtual().start(() -> answerPlainly(socket));
      assertFailed(
          visit(tls, "backend.example", socket.getLocalPort(), 10_000),
          FailureReason.BACKEND_TLS_FAILED);
      plain.interrupt();
    }
  }

  private static void answerPlainly(ServerSocket socket) {
    try {
      socket.accept().close(); // That of the first visit.
      try (var connection = socket.accept()) {
        connection
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        connection.getInputStream().readAllBytes();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tellsTrustFilesThatCannotBeRead() {
    BackendTls.Loaded loaded =
        BackendTls.load(
            new BackendTlsSettings(Path.of("nowhere.crt"), null, true),
            BackendProtocol.HTTP_1_1,
            directory,
            StoreTesting.state(Kind.BORINGSSL));
    assertThat(loaded.tls()).isNull();
    assertThat(loaded.problems())
        .extracting(TlsProblem::message)
        .containsExactly("nowhere.crt: no such file (expected: a PEM file)");
  }
}
