package dev.gatehouse.core.transport.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.ConnectionObserver.Refusal;
import dev.gatehouse.core.net.CidrSet;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("203.0.113.7");
  private static final InetAddress OTHER = InetAddress.ofLiteral("203.0.113.8");
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");

  private final ConnectionLimit limit =
      new ConnectionLimit(4, 2, CidrSet.parse(List.of("10.0.0.0/8")));

  @Test
  void aRefusalSaysWhichBoundItIs() {
    assertThat(limit.enter(ONE)).isNull();
    assertThat(limit.enter(ONE)).isNull();
    assertThat(limit.enter(ONE)).isEqualTo(Refusal.ADDRESS);
    assertThat(limit.open()).isEqualTo(2);
    assertThat(limit.enter(OTHER)).isNull();
    assertThat(limit.enter(OTHER)).isNull();
    assertThat(limit.enter(PROXY)).isEqualTo(Refusal.LIMIT);
    assertThat(limit.open()).isEqualTo(4);
  }

  @Test
  void proxiesInFrontAreBoundedOnlyTogetherWithAll() {
    for (int i = 0; i < 4; i++) {
      assertThat(limit.enter(PROXY)).isNull();
    }
    assertThat(limit.enter(PROXY)).isEqualTo(Refusal.LIMIT);
    limit.leave(PROXY);
    assertThat(limit.enter(PROXY)).isNull();
  }

  @Test
  void whoLeavesMakesRoom() {
    limit.enter(ONE);
    limit.enter(ONE);
    limit.leave(ONE);
    assertThat(limit.enter(ONE)).isNull();
  }
}
