package dev.gatehouse.core.transport.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressCountsTest {
  private final AddressCounts counts = new AddressCounts();

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  @Test
  void anAddressHasAsManyAsAllowedAndOthersHaveTheirOwn() {
    assertThat(counts.enter(address("203.0.113.7"), 2)).isTrue();
    assertThat(counts.enter(address("203.0.113.7"), 2)).isTrue();
    assertThat(counts.enter(address("203.0.113.7"), 2)).isFalse();
    assertThat(counts.enter(address("203.0.113.8"), 2)).isTrue();
  }

  @Test
  void whatLeavesMakesRoomAndIsForgotten() {
    InetAddress peer = address("203.0.113.7");
    counts.enter(peer, 2);
    counts.enter(peer, 2);
    counts.leave(peer);
    assertThat(counts.enter(peer, 2)).isTrue();
    counts.leave(peer);
    counts.leave(peer);
    assertThat(counts.addresses()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::ffff:203.0.113.7, 203.0.113.7, true",
    "203.0.113.7, 203.0.113.8, false",
    "255.255.255.255, ::ffff:ffff, false",
    "fe80::1%1, fe80::2, true",
    "::1, ::2, true"
  })
  void anIpv6NetworkOf64BitsCountsAsOneAddress(String one, String other, boolean same) {
    boolean equal = AddressCounts.key(address(one)) == AddressCounts.key(address(other));
    assertThat(equal).isEqualTo(same);
  }

  @Test
  void theBoundIsExactWhateverThreadsDo() {
    AddressCounts shared = new AddressCounts();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger present = new AtomicInteger();
    InetAddress peer = address("2001:db8::1");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        threads.execute(() -> {
          for (int turn = 0; turn < 2000; turn++) {
            enterSome(shared, peer, present, most);
          }
        });
      }
    }
    assertThat(most.get()).isLessThanOrEqualTo(50);
    assertThat(shared.addresses()).isZero();
  }

  private static void enterSome(
      AddressCounts counts, InetAddress peer, AtomicInteger present, AtomicInteger most) {
    int entered = 0;
    for (int i = 0; i < 20; i++) {
      if (counts.enter(peer, 50)) {
        entered++;
        most.accumulateAndGet(present.incrementAndGet(), Math::max);
      }
    }
    for (int i = 0; i < entered; i++) {
      present.decrementAndGet();
      counts.leave(peer);
    }
  }
}
