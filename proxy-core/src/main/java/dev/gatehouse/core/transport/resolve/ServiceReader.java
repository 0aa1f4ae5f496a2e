package dev.gatehouse.core.transport.resolve;

import dev.gatehouse.core.pool.ServiceAnswer;
import dev.gatehouse.core.pool.ServiceRecord;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an answer about a service says (RFC 2782): its servers, the addresses that came with it for
 * them, and how long all of that holds. Reads; releases nothing.
 */
final class ServiceReader {
  private static final int FIXED = 6;

  private final List<ServiceRecord> servers = new ArrayList<>();
  private final Set<String> targets = new HashSet<>();
  private final Map<String, List<InetAddress>> addresses = new LinkedHashMap<>();
  private long seconds = Long.MAX_VALUE;

  private ServiceReader() {}

  /** An answer with the time for which it holds. */
  record Read(ServiceAnswer answer, Duration lifetime) {}

  /**
   * Reads {@code response}.
   *
   * @throws CorruptedFrameException if a record is not what it has to be
   */
  static Read read(DnsResponse response) {
    ServiceReader reader = new ServiceReader();
    for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
      reader.answer(response.recordAt(DnsSection.ANSWER, i));
    }
    for (int i = 0; i < response.count(DnsSection.ADDITIONAL); i++) {
      reader.additional(response.recordAt(DnsSection.ADDITIONAL, i));
    }
    long seconds = reader.seconds == Long.MAX_VALUE ? 0 : reader.seconds;
    return new Read(
        new ServiceAnswer(reader.servers, reader.addresses), Duration.ofSeconds(seconds));
  }

  private void answer(DnsRecord any) {
    boolean alias = any.type().equals(DnsRecordType.CNAME);
    if (any instanceof DnsRawRecord found && any.type().equals(DnsRecordType.SRV)) {
      ByteBuf content = found.content().duplicate();
      if (content.readableBytes() <= FIXED) {
        throw new CorruptedFrameException("an SRV record of " + content.readableBytes() + " bytes");
      }
      int priority = content.readUnsignedShort();
      int weight = content.readUnsignedShort();
      int port = content.readUnsignedShort();
      String target = host(DefaultDnsRecordDecoder.decodeName(content));
      servers.add(new ServiceRecord(priority, weight, port, target));
      targets.add(target);
      seconds = Math.min(seconds, any.timeToLive());
    } else if (alias) {
      seconds = Math.min(seconds, any.timeToLive());
    }
  }

  private void additional(DnsRecord any) {
    String name = host(any.name());
    boolean address = any.type().equals(DnsRecordType.A) || any.type().equals(DnsRecordType.AAAA);
    if (!address || !targets.contains(name) || !(any instanceof DnsRawRecord found)) {
      return;
    }
    ByteBuf content = found.content().duplicate();
    byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes);
    try {
      List<InetAddress> known = addresses.computeIfAbsent(name, _ -> new ArrayList<>());
      InetAddress one = InetAddress.getByAddress(bytes);
      if (!known.contains(one)) {
        known.add(one);
      }
    } catch (UnknownHostException e) {
      throw new CorruptedFrameException("an address of " + bytes.length + " bytes", e);
    }
    seconds = Math.min(seconds, any.timeToLive());
  }

  private static String host(String name) {
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return plain.toLowerCase(Locale.ROOT);
  }
}
