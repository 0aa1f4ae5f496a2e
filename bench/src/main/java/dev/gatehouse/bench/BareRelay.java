package dev.gatehouse.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The reference that the proxy is measured against: HTTP/1.1 from a client to one backend through
 * Netty's own codecs, with a pool of connections per event loop and nothing else. What a proxy
 * costs above it is the price of its features.
 *
 * <p>Run: {@code java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp
 * 'bench/target/classes:bench/target/lib/*' dev.gatehouse.bench.BareRelay --listen 127.0.0.1:8601
 * --backend 127.0.0.1:9000 --transport io_uring --threads 1}
 */
public final class BareRelay {
  private BareRelay() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    RelayTransport transport =
        RelayTransport.valueOf(
            options.getOrDefault("--transport", "io_uring").toUpperCase(Locale.ROOT));
    InetSocketAddress backend = address(options.getOrDefault("--backend", "127.0.0.1:9000"));
    InetSocketAddress listen = address(options.getOrDefault("--listen", "127.0.0.1:8601"));
    String cores = String.valueOf(Runtime.getRuntime().availableProcessors());
    int threads = Integer.parseInt(options.getOrDefault("--threads", cores));
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, transport.handler());
    Map<EventLoop, RelayLoop> loops = new ConcurrentHashMap<>();
    new ServerBootstrap()
        .group(group, group)
        .channel(transport.server)
        .option(ChannelOption.SO_BACKLOG, 4096)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                RelayLoop loop =
                    loops.computeIfAbsent(
                        channel.eventLoop(), own -> new RelayLoop(own, transport, backend));
                channel.pipeline().addLast(new HttpServerCodec(), new RelayClient(loop));
              }
            })
        .bind(listen)
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
