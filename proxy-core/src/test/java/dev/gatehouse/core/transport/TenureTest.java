package dev.gatehouse.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.exchange.Ending;
import org.junit.jupiter.api.Test;

final class TenureTest {
  @Test
  void endsWithItsLastRequest() {
    Tenure tenure = new Tenure(2, 1000, 0);
    assertThat(tenure.request(1)).isNull();
    assertThat(tenure.request(2)).isEqualTo(Ending.REQUESTS);
    assertThat(tenure.request(3)).isEqualTo(Ending.REQUESTS);
  }

  @Test
  void endsAtItsAgeOrUpToATenthLater() {
    for (int i = 0; i < 1000; i++) {
      Tenure tenure = new Tenure(100, 1000, 5);
      assertThat(tenure.endsAt()).isBetween(1005L, 1105L);
      assertThat(tenure.request(1004)).isNull();
      assertThat(tenure.request(1105)).isEqualTo(Ending.AGE);
    }
  }
}
