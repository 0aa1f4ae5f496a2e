package dev.gatehouse.core.transport.resolve;

import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.pool.NameResolver;
import dev.gatehouse.core.pool.ServiceAnswer;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.DefaultHostsFileEntriesResolver;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.DnsServerAddresses;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Names looked up in the machine's hosts file, read anew each time, then by its name servers and
 * search domains, over UDP and, where an answer is cut short, TCP.
 *
 * <p>It has a thread of its own: reading a file and waiting for a slow name server hold up no
 * request. {@link #resolve} is called on its executor, {@link #close} anywhere.
 */
public final class NettyNameResolver implements NameResolver, AutoCloseable {
  private static final long QUERY_TIMEOUT_MILLIS = 2_000;

  /** How many name servers are asked for a service, one after another. */
  private static final int ATTEMPTS = 3;

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final DnsNameResolver dns;
  private final Lifetimes lifetimes = new Lifetimes();
  private final Aliases aliases = new Aliases();
  private int running;

  private NettyNameResolver(DnsServerAddressStreamProvider servers, long queryTimeoutMillis) {
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("resolver", true), NioIoHandler.newFactory());
    loop = group.next();
    dns =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(NioDatagramChannel.class)
            .socketChannelType(NioSocketChannel.class)
            .nameServerProvider(servers)
            .hostsFileEntriesResolver((name, types) -> null)
            .resolveCache(lifetimes)
            .cnameCache(aliases)
            .completeOncePreferredResolved(false)
            .queryTimeoutMillis(queryTimeoutMillis)
            .build();
  }

  /** Starts a resolver that asks the name servers of the machine. */
  public static NettyNameResolver start() {
    return new NettyNameResolver(
        DnsServerAddressStreamProviders.platformDefault(), QUERY_TIMEOUT_MILLIS);
  }

  /** Starts a resolver that asks {@code server}. */
  static NettyNameResolver start(InetSocketAddress server, long queryTimeoutMillis) {
    return new NettyNameResolver(
        name -> DnsServerAddresses.singleton(server).stream(), queryTimeoutMillis);
  }

  @Override
  public EventExecutor executor() {
    return loop;
  }

  @Override
  public void resolve(String name, Listener<List<InetAddress>> listener) {
    List<InetAddress> here = onThisMachine(name);
    if (here.isEmpty()) {
      running++;
      dns.resolveAll(name).addListener((Future<List<InetAddress>> f) -> done(name, f, listener));
    } else {
      listener.resolved(here, Duration.ZERO);
    }
  }

  private void done(
      String name, Future<List<InetAddress>> found, Listener<List<InetAddress>> listener) {
    running--;
    if (found.isSuccess()) {
      List<InetAddress> addresses = found.getNow().stream().distinct().toList();
      long seconds = Math.min(lifetimes.of(addresses), aliases.of(name));
      Duration lifetime = Duration.ofSeconds(seconds);
      forget();
      listener.resolved(addresses, lifetime);
    } else {
      forget();
      listener.failed(failure(name, found.cause()));
    }
  }

  private void forget() {
    if (running == 0) {
      lifetimes.clear();
      aliases.clear();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The name is taken as it is, without search domains. The client's own way to look up records
   * would hide the addresses that come with them.
   */
  @Override
  public void services(String name, Listener<ServiceAnswer> listener) {
    ask(name, ATTEMPTS, listener);
  }

  private void ask(String name, int attempts, Listener<ServiceAnswer> listener) {
    dns.query(new DefaultDnsQuestion(name, DnsRecordType.SRV))
        .addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> f) ->
            answered(name, attempts - 1, f, listener));
  }

  private void answered(
      String name,
      int more,
      Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> answer,
      Listener<ServiceAnswer> listener) {
    if (!answer.isSuccess()) {
      if (more > 0) {
        ask(name, more, listener); // which is the next name server's turn
      } else {
        listener.failed(failure(name, answer.cause()));
      }
      return;
    }
    DnsResponse response = answer.getNow().content();
    try {
      DnsResponseCode code = response.code();
      boolean known = code.equals(DnsResponseCode.NOERROR);
      if (!known && !code.equals(DnsResponseCode.NXDOMAIN) && more > 0) {
        ask(name, more, listener);
      } else if (!known) {
        listener.failed(Failure.of(FailureReason.DNS_FAILED, name + ": " + code));
      } else {
        read(name, response, listener);
      }
    } finally {
      answer.getNow().release();
    }
  }

  private static void read(String name, DnsResponse response, Listener<ServiceAnswer> listener) {
    ServiceReader.Read read;
    try {
      read = ServiceReader.read(response);
    } catch (CorruptedFrameException e) {
      listener.failed(failure(name, e));
      return;
    }
    if (read.answer().records().isEmpty()) {
      listener.failed(Failure.of(FailureReason.DNS_FAILED, name + ": no such service"));
    } else {
      listener.resolved(read.answer(), read.lifetime());
    }
  }

  /** What the hosts file says; and localhost needs no file (RFC 6761 §6.3). */
  private List<InetAddress> onThisMachine(String name) {
    List<InetAddress> listed =
        new DefaultHostsFileEntriesResolver().addresses(name, dns.resolvedAddressTypes());
    if (listed != null && !listed.isEmpty()) {
      return oneLoopback(listed.stream().distinct().toList());
    }
    return name.equals("localhost") || name.endsWith(".localhost")
        ? List.of(InetAddress.ofLiteral("127.0.0.1"))
        : List.of();
  }

  /**
   * Leaves out IPv6 where a name means this machine in both families: these are not two servers,
   * and one that listens in one family only would fail every other request.
   */
  private static List<InetAddress> oneLoopback(List<InetAddress> addresses) {
    List<InetAddress> v4 =
        addresses.stream().filter(address -> address instanceof Inet4Address).toList();
    boolean loopback = addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    return loopback && !v4.isEmpty() ? v4 : addresses;
  }

  private static Failure failure(String name, Throwable cause) {
    FailureReason reason = FailureReason.DNS_FAILED;
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof DnsNameResolverTimeoutException) {
        reason = FailureReason.DNS_TIMEOUT;
      }
    }
    return new Failure(reason, name + ": " + cause.getMessage(), cause);
  }

  /** Ends the resolver's thread; look-ups under way may stay unanswered. */
  @Override
  public void close() {
    dns.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
