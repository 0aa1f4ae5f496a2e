package dev.gatehouse.core.transport.resolve;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A name server on loopback, over UDP and TCP: knows what the test told it, and no other name. */
final class NameServer implements AutoCloseable {
  /** A record with its content as bytes. */
  private static final class Known {
    final DnsRecordType type;
    final long ttl;
    final byte[] content;

    Known(DnsRecordType type, long ttl, byte[] content) {
      this.type = type;
      this.ttl = ttl;
      this.content = content;
    }

    DnsRecord as(String name) {
      return new DefaultDnsRawRecord(name, type, ttl, Unpooled.copiedBuffer(content));
    }
  }

  private final Map<String, List<Known>> records = new ConcurrentHashMap<>();
  private final Map<String, DnsResponseCode> refused = new ConcurrentHashMap<>();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel udp;
  private final Channel tcp;
  private final AtomicInteger overTcp = new AtomicInteger();
  private volatile boolean silent;
  private volatile boolean truncating;
  private volatile boolean withAddresses;

  NameServer() {
    Bootstrap datagrams =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    ch.pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new OverUdp());
                  }
                });
    ServerBootstrap streams =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    ch.pipeline()
                        .addLast(
                            new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new OverTcp());
                  }
                });
    Channel first = somewhere(datagrams);
    ChannelFuture second = streams.bind(first.localAddress()).awaitUninterruptibly();
    while (!second.isSuccess()) { // the port that is free for one may be taken for the other
      first.close().syncUninterruptibly();
      first = somewhere(datagrams);
      second = streams.bind(first.localAddress()).awaitUninterruptibly();
    }
    udp = first;
    tcp = second.channel();
  }

  private static Channel somewhere(Bootstrap bootstrap) {
    return bootstrap.bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) udp.localAddress();
  }

  /** Knows exactly these addresses of {@code name} from now on. */
  void answer(String name, long ttl, String... addresses) {
    List<Known> known = new CopyOnWriteArrayList<>();
    for (String text : addresses) {
      byte[] bytes = InetAddress.ofLiteral(text).getAddress();
      DnsRecordType type = bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
      known.add(new Known(type, ttl, bytes));
    }
    records.put(name + ".", known);
  }

  /** Knows {@code name} as another name for {@code target}. */
  void alias(String name, long ttl, String target) {
    records.put(name + ".", List.of(new Known(DnsRecordType.CNAME, ttl, wire(target))));
  }

  /** Adds a server of the service {@code name}. */
  void server(String name, long ttl, int priority, int weight, int port, String target) {
    ByteBuf content = Unpooled.buffer();
    content.writeShort(priority).writeShort(weight).writeShort(port).writeBytes(wire(target));
    byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes);
    records
        .computeIfAbsent(name + ".", _ -> new CopyOnWriteArrayList<>())
        .add(new Known(DnsRecordType.SRV, ttl, bytes));
  }

  /** Answers questions about {@code name} with {@code code}. */
  void refuse(String name, DnsResponseCode code) {
    refused.put(name + ".", code);
  }

  /** Answers nothing from now on. */
  void silence() {
    silent = true;
  }

  /** Cuts all answers over UDP short. */
  void truncate() {
    truncating = true;
  }

  /** Sends addresses of servers with the servers. */
  void sendAddresses() {
    withAddresses = true;
  }

  /** How many questions came over TCP. */
  int overTcp() {
    return overTcp.get();
  }

  private static byte[] wire(String name) {
    ByteBuf wire = Unpooled.buffer();
    for (String label : name.isEmpty() ? new String[0] : name.split("\\.", -1)) {
      wire.writeByte(label.length()).writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    wire.writeByte(0);
    byte[] bytes = new byte[wire.readableBytes()];
    wire.readBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    udp.close().syncUninterruptibly();
    tcp.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void fill(DnsResponse response, DnsQuestion question) {
    response.addRecord(DnsSection.QUESTION, question);
    DnsResponseCode code = refused.get(question.name());
    List<Known> known = records.get(question.name());
    if (code != null || known == null) {
      response.setCode(code == null ? DnsResponseCode.NXDOMAIN : code);
      return;
    }
    String name = question.name();
    for (String target = add(response, name, question.type());
        target != null;
        target = add(response, target, question.type())) {
      // follows aliases
    }
  }

  /** Adds what is known of {@code name}; if that is an alias, returns its target. */
  private @Nullable String add(DnsResponse response, String name, DnsRecordType type) {
    String target = null;
    for (Known each : records.getOrDefault(name, List.of())) {
      if (each.type.equals(DnsRecordType.CNAME)) {
        target = decoded(each.content, 0);
        response.addRecord(DnsSection.ANSWER, each.as(name));
      } else if (each.type.equals(type)) {
        response.addRecord(DnsSection.ANSWER, each.as(name));
        if (withAddresses && type.equals(DnsRecordType.SRV)) {
          String server = decoded(each.content, 6);
          for (Known address : records.getOrDefault(server, List.of())) {
            response.addRecord(DnsSection.ADDITIONAL, address.as(server));
          }
        }
      }
    }
    return target;
  }

  private static String decoded(byte[] content, int from) {
    return DefaultDnsRecordDecoder.decodeName(Unpooled.wrappedBuffer(content).skipBytes(from));
  }

  private final class OverUdp extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramDnsQuery query) {
      if (silent) {
        return;
      }
      DatagramDnsResponse response =
          new DatagramDnsResponse(
              /* sender= */ query.recipient(), /* recipient= */ query.sender(), query.id());
      if (truncating) {
        response.addRecord(DnsSection.QUESTION, query.<DnsQuestion>recordAt(DnsSection.QUESTION));
        response.setTruncated(true);
      } else {
        fill(response, query.recordAt(DnsSection.QUESTION));
      }
      ctx.writeAndFlush(response);
    }
  }

  private final class OverTcp extends SimpleChannelInboundHandler<DnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DnsQuery query) {
      overTcp.incrementAndGet();
      DefaultDnsResponse response =
          new DefaultDnsResponse(query.id(), DnsOpCode.QUERY, DnsResponseCode.NOERROR);
      fill(response, query.recordAt(DnsSection.QUESTION));
      ctx.writeAndFlush(response);
    }
  }
}
