package dev.gatehouse.core.transport.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.ConnectionObserver.Refusal;
import dev.gatehouse.core.exchange.Ending;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BurstLogTest {
  private static final long SECOND = 1_000_000_000L;
  private static final InetAddress ONE = InetAddress.ofLiteral("203.0.113.7");

  private final List<String> lines = new ArrayList<>();
  private final BurstLog log = new BurstLog(lines::add);

  private void end(int count, long from, long step) {
    for (int i = 0; i < count; i++) {
      log.ended(Ending.HEADER_TIMEOUT, ONE, from + i * step);
    }
  }

  private static InetAddress numbered(int number) {
    return InetAddress.ofLiteral("198.51.100." + number);
  }

  @Test
  void aBurstIsSaidAtOnceThenOnceAMinuteWithTheNumber() {
    end(100, 0, SECOND / 100);
    assertThat(lines)
        .containsExactly(
            "ended 100 connections within 1 s: header-timeout, mostly from 203.0.113.7");
    end(5312, SECOND, SECOND / 100);
    assertThat(lines).hasSize(1);
    log.turn(61 * SECOND);
    assertThat(lines)
        .last()
        .isEqualTo("ended 5,312 connections within 60 s: header-timeout, mostly from 203.0.113.7");
    log.turn(200 * SECOND);
    assertThat(lines).hasSize(2);
  }

  @Test
  void aFewNowAndThenAreNoNews() {
    for (int minute = 0; minute < 10; minute++) {
      end(99, minute * (61 * SECOND), SECOND / 2);
      log.turn((minute * 61 + 60) * SECOND);
    }
    assertThat(lines).isEmpty();
  }

  @Test
  void everydayEndsAreNoNewsHoweverMany() {
    for (int i = 0; i < 1000; i++) {
      log.ended(Ending.KEEP_ALIVE, ONE, i);
    }
    log.turn(100 * SECOND);
    assertThat(lines).isEmpty();
  }

  @Test
  void aRefusalIsNewsAtOnce() {
    log.refused(Refusal.ADDRESS, ONE, 0);
    log.refused(Refusal.ADDRESS, ONE, SECOND);
    log.refused(Refusal.ADDRESS, ONE, 2 * SECOND);
    log.turn(62 * SECOND);
    assertThat(lines)
        .containsExactly(
            "refused 1 connections within 1 s: address, mostly from 203.0.113.7",
            "refused 2 connections within 61 s: address, mostly from 203.0.113.7");
  }

  @Test
  void noAddressIsNamedThatDoesNotStandOut() {
    for (int i = 0; i < 200; i++) {
      log.ended(Ending.MEMORY, numbered(i), i);
    }
    log.turn(100 * SECOND);
    assertThat(lines)
        .containsExactly(
            "ended 100 connections within 1 s: memory",
            "ended 100 connections within 100 s: memory");
  }

  @Test
  void anAddressIsNamedThatHasThreeOfFour() {
    for (int i = 0; i < 100; i++) {
      log.ended(Ending.CLIENT_STALLED, i % 4 == 0 ? numbered(i) : ONE, i);
    }
    assertThat(lines)
        .containsExactly(
            "ended 100 connections within 1 s: client-stalled, mostly from 203.0.113.7");
  }
}
