package dev.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidrSetTest {
  @Test
  void holdsTheAddressesOfItsNetworksAndNoOthers() {
    CidrSet set = CidrSet.parse(List.of("10.0.0.0/8", "192.0.2.7", "fd00::/8", "2001:db8::1"));
    for (String inside :
        List.of("10.0.0.0", "10.255.255.255", "192.0.2.7", "fd12::1", "2001:db8::1")) {
      assertThat(set.contains(address(inside))).as(inside).isTrue();
    }
    for (String outside :
        List.of("9.255.255.255", "11.0.0.0", "192.0.2.8", "fe00::", "2001:db8::2", "::a00:1")) {
      assertThat(set.contains(address(outside))).as(outside).isFalse();
    }
  }

  @Test
  void takesAnIpv4MappedAddressForTheIpv4Address() throws UnknownHostException {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
    InetAddress address = Inet6Address.getByAddress(null, mapped, 0);
    assertThat(address).isInstanceOf(Inet6Address.class);
    assertThat(CidrSet.parse(List.of("10.0.0.0/8")).contains(address)).isTrue();
    assertThat(CidrSet.parse(List.of("::/0")).contains(address)).isFalse();
  }

  @Test
  void takesAnIpv4MappedNetworkForTheIpv4Network() {
    assertThat(Cidr.parse("::ffff:10.0.0.0/104")).isEqualTo(Cidr.parse("10.0.0.0/8"));
    assertThat(Cidr.parse("::ffff:10.1.2.3")).isEqualTo(Cidr.parse("10.1.2.3/32"));
  }

  @Test
  void keepsTheFamiliesApartInTheWidestNetworks() {
    assertThat(CidrSet.parse(List.of("0.0.0.0/0")).contains(address("::1"))).isFalse();
    assertThat(CidrSet.parse(List.of("0.0.0.0/0")).contains(address("255.255.255.255"))).isTrue();
    assertThat(CidrSet.parse(List.of("::/0")).contains(address("ffff::ffff"))).isTrue();
    assertThat(CidrSet.parse(List.of("::/0")).contains(address("1.2.3.4"))).isFalse();
    assertThat(CidrSet.EMPTY.contains(address("1.2.3.4"))).isFalse();
    assertThat(CidrSet.EMPTY.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/0008",
        "10/8",
        "10.0.0.0/8/8",
        "example.com",
        "fd00::/129",
        "[fd00::]/8",
        "fe80::1%eth0",
        "10.0.0.1/8",
        "fd00::1/64",
        "::1/0",
        " 10.0.0.0/8"
      })
  void refusesWhatIsNoNetwork(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(text + " (expected: ");
  }

  @Test
  void agreesWithComparingEveryNetworkBitByBit() {
    Random random = new Random(20261120);
    for (int round = 0; round < 400; round++) {
      List<Cidr> networks = new ArrayList<>();
      for (int i = random.nextInt(12); i > 0; i--) {
        networks.add(network(random));
      }
      CidrSet set = CidrSet.of(networks);
      for (int i = 0; i < 100; i++) {
        InetAddress address = address(random);
        assertThat(set.contains(address))
            .as("%s in %s", address, networks)
            .isEqualTo(networks.stream().anyMatch(network -> naive(network, address)));
      }
    }
  }

  /** Few distinct bits, so that networks nest and touch, and addresses hit their borders. */
  private static InetAddress address(Random random) {
    byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? 0 : random.nextBoolean() ? 0xff : 0x80);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Cidr network(Random random) {
    InetAddress address = address(random);
    int bits = address.getAddress().length * 8;
    int prefix = random.nextInt(bits + 1);
    BigInteger value = new BigInteger(1, address.getAddress());
    BigInteger masked = value.shiftRight(bits - prefix).shiftLeft(bits - prefix);
    return new Cidr(bits == 32, masked.shiftRight(64).longValue(), masked.longValue(), prefix);
  }

  private static boolean naive(Cidr network, InetAddress address) {
    byte[] bytes = address.getAddress();
    if (network.ipv4() != (bytes.length == 4)) {
      return false;
    }
    BigInteger first =
        new BigInteger(Long.toUnsignedString(network.high()))
            .shiftLeft(64)
            .add(new BigInteger(Long.toUnsignedString(network.low())));
    int shift = bytes.length * 8 - network.prefix();
    return first.shiftRight(shift).equals(new BigInteger(1, bytes).shiftRight(shift));
  }

  private static InetAddress address(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }
}
