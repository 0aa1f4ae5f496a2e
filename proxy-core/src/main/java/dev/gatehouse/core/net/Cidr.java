package dev.gatehouse.core.net;

import dev.gatehouse.core.settings.TextForm;
import io.netty.util.NetUtil;
import java.nio.ByteBuffer;

/**
 * A network: all addresses that share a prefix, or a single address (RFC 4632 §3.1, RFC 4291 §2.3).
 *
 * <p>The IPv6 network {@code ::/0} holds no IPv4 address; an IPv4-mapped one ({@code
 * ::ffff:10.0.0.0/104}) is the IPv4 network it maps.
 *
 * @param ipv4 whether it is an IPv4 network
 * @param high the first 64 bits of its lowest address; 0 for IPv4
 * @param low the last 64 bits of its lowest address; the 32 bits of an IPv4 address
 * @param prefix how many leading bits are fixed: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
@TextForm(
    expected = "an address such as 10.1.2.3 or a network such as 10.0.0.0/8 or fd00::/8",
    pattern = "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$")
public record Cidr(boolean ipv4, long high, long low, int prefix) {
  private static final String EXPECTED =
      " (expected: an address such as 10.1.2.3 or a network such as 10.0.0.0/8 or fd00::/8)";

  /** The bits of an IPv4-mapped address between the zeros and the IPv4 address. */
  static final long MAPPED = 0xffffL;

  /** Checks that the prefix fits the family and that no bit behind it is set. */
  public Cidr {
    int bits = ipv4 ? 32 : 128;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("prefix: " + prefix + " (expected: 0 to " + bits + ")");
    }
    if ((high & hostBits(64 - prefix)) != 0 || (low & hostBits(bits - prefix)) != 0) {
      throw new IllegalArgumentException(
          "prefix: " + prefix + " (expected: no bit of the address set behind it)");
    }
  }

  /**
   * Returns the network written as {@code text}: an address, or an address, a slash and a prefix
   * length. An address with bits set behind the prefix is refused, as it tends to be a mistake.
   *
   * @throws IllegalArgumentException if it is no network, in the form {@code value (expected: ...)}
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean ipv4 = NetUtil.isValidIpV4Address(address);
    if (!ipv4 && (!NetUtil.isValidIpV6Address(address) || !isPlain(address))) {
      throw new IllegalArgumentException(text + EXPECTED);
    }
    int prefix = slash < 0 ? (ipv4 ? 32 : 128) : number(text, slash + 1);
    if (prefix < 0 || prefix > (ipv4 ? 32 : 128)) {
      throw new IllegalArgumentException(text + EXPECTED);
    }
    ByteBuffer bytes = ByteBuffer.wrap(NetUtil.createByteArrayFromIpAddressString(address));
    long high = ipv4 ? 0 : bytes.getLong();
    long low = ipv4 ? bytes.getInt() & 0xffff_ffffL : bytes.getLong();
    if (high == 0 && (low >>> 32) == MAPPED && prefix >= 96) {
      return checked(text, true, 0, low & 0xffff_ffffL, prefix - 96);
    }
    return checked(text, ipv4, high, low, prefix);
  }

  /** Says whether every address of {@code other} is one of this network. */
  public boolean contains(Cidr other) {
    return ipv4 == other.ipv4
        && prefix <= other.prefix
        && (other.high & ~hostBits(64 - prefix)) == high
        && (other.low & ~hostBits((ipv4 ? 32 : 128) - prefix)) == low;
  }

  /** The first 64 bits of its highest address. */
  long lastHigh() {
    return ipv4 ? 0 : high | hostBits(64 - prefix);
  }

  /** The last 64 bits of its highest address. */
  long lastLow() {
    return low | hostBits((ipv4 ? 32 : 128) - prefix);
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    byte[] address =
        ipv4
            ? ByteBuffer.allocate(4).putInt((int) low).array()
            : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    String text = NetUtil.bytesToIpAddress(address);
    return prefix == address.length * 8 ? text : text + '/' + prefix;
  }

  private static Cidr checked(String text, boolean ipv4, long high, long low, int prefix) {
    int hostBits = (ipv4 ? 32 : 128) - prefix;
    if ((low & hostBits(hostBits)) != 0 || (!ipv4 && (high & hostBits(hostBits - 64)) != 0)) {
      throw new IllegalArgumentException(
          text + " (expected: no bit of the address set behind the prefix length)");
    }
    return new Cidr(ipv4, high, low, prefix);
  }

  /** The lowest {@code count} bits of a word: none if it is negative, all from 64 on. */
  private static long hostBits(int count) {
    return count <= 0 ? 0 : count >= 64 ? -1L : (1L << count) - 1;
  }

  private static boolean isPlain(String address) {
    return address.indexOf('%') < 0 && address.indexOf('[') < 0;
  }

  private static int number(String text, int from) {
    int value = 0;
    for (int i = from; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i - from > 2) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return from == text.length() ? -1 : value;
  }
}
