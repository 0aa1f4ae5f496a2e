package dev.gatehouse.core.net;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The union of some networks, asked whether it holds an address: a binary search over disjoint
 * ranges, one array for each family.
 *
 * <p>Immutable.
 */
public final class CidrSet {
  /** Holds no address. */
  public static final CidrSet EMPTY = of(List.of());

  /** First and last address of each IPv4 range, ascending. */
  private final long[] v4;

  /** First and last address of each IPv6 range, two words each, ascending. */
  private final long[] v6;

  private CidrSet(long[] v4, long[] v6) {
    this.v4 = v4;
    this.v6 = v6;
  }

  /** Returns the union of {@code networks}, which may overlap. */
  public static CidrSet of(Collection<Cidr> networks) {
    return new CidrSet(ranges(networks, true, 2), ranges(networks, false, 4));
  }

  /**
   * Returns the union of the networks written as {@code texts}.
   *
   * @throws IllegalArgumentException as {@link Cidr#parse} does
   */
  public static CidrSet parse(Collection<String> texts) {
    return of(texts.stream().map(Cidr::parse).toList());
  }

  public boolean isEmpty() {
    return v4.length == 0 && v6.length == 0;
  }

  /**
   * Says whether {@code address} is in one of the networks. An IPv4-mapped IPv6 address counts as
   * the IPv4 address; a zone is ignored.
   */
  public boolean contains(InetAddress address) {
    if (address instanceof Inet4Address four) {
      return v4.length > 0 && containsV4(NetUtil.ipv4AddressToInt(four) & 0xffff_ffffL);
    }
    if (!(address instanceof Inet6Address) || isEmpty()) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    long high = bytes.getLong();
    long low = bytes.getLong();
    boolean mapped = high == 0 && (low >>> 32) == Cidr.MAPPED;
    return mapped ? containsV4(low & 0xffff_ffffL) : containsV6(high, low);
  }

  private boolean containsV4(long address) {
    int low = 0;
    int high = v4.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (address < v4[middle * 2]) {
        high = middle - 1;
      } else if (address > v4[middle * 2 + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private boolean containsV6(long addressHigh, long addressLow) {
    int low = 0;
    int high = v6.length / 4 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = middle * 4;
      if (compare(addressHigh, addressLow, v6[at], v6[at + 1]) < 0) {
        high = middle - 1;
      } else if (compare(addressHigh, addressLow, v6[at + 2], v6[at + 3]) > 0) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /**
   * Networks are nested or disjoint, so that what is left after dropping the nested ones is
   * disjoint.
   */
  private static long[] ranges(Collection<Cidr> networks, boolean ipv4, int words) {
    List<Cidr> sorted = new ArrayList<>(networks);
    sorted.removeIf(network -> network.ipv4() != ipv4);
    sorted.sort(
        Comparator.<Cidr, Long>comparing(Cidr::high, Long::compareUnsigned)
            .thenComparing(Cidr::low, Long::compareUnsigned)
            .thenComparingInt(Cidr::prefix));
    List<Cidr> outer = new ArrayList<>();
    for (Cidr network : sorted) {
      if (outer.isEmpty() || startsBehind(network, outer.getLast())) {
        outer.add(network);
      }
    }
    long[] ranges = new long[outer.size() * words];
    int at = 0;
    for (Cidr network : outer) {
      if (!ipv4) {
        ranges[at] = network.high();
        ranges[at + 2] = network.lastHigh();
      }
      ranges[at + words / 2 - 1] = network.low();
      ranges[at + words - 1] = network.lastLow();
      at += words;
    }
    return ranges;
  }

  private static boolean startsBehind(Cidr network, Cidr other) {
    return compare(network.high(), network.low(), other.lastHigh(), other.lastLow()) > 0;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    int order = Long.compareUnsigned(high, otherHigh);
    return order != 0 ? order : Long.compareUnsigned(low, otherLow);
  }
}
