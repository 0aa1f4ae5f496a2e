package dev.gatehouse.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RingHashTest {
  @Test
  void keepsAFavouriteWithinFiveQuartersOfItsFairShare() {
    List<Share<Server>> all = Server.equal(10);
    RingHash<Server> ring = new RingHash<>(all);
    for (int i = 0; i < 400; i++) {
      Server.pick(ring, Ask.hashing(1)).active++; // everyone wants the same
    }
    assertThat(all)
        .extracting(share -> share.candidate().active)
        .allMatch(active -> active <= 50)
        .anyMatch(active -> active == 50);
  }

  @Test
  void overflowsToTheSameNeighbour() {
    List<Share<Server>> all = Server.equal(10);
    RingHash<Server> ring = new RingHash<>(all);
    Server home = Server.pick(ring, Ask.hashing(1));
    home.active = 1_000;
    Server neighbour = Server.pick(ring, Ask.hashing(1));
    assertThat(neighbour).isNotSameAs(home);
    assertThat(Server.pick(ring, Ask.hashing(1))).isSameAs(neighbour);
    home.active = 0;
    assertThat(Server.pick(ring, Ask.hashing(1))).isSameAs(home);
  }

  @Test
  void boundsByWeight() {
    List<Share<Server>> all = Server.weighing(3, 1);
    RingHash<Server> ring = new RingHash<>(all);
    for (int i = 0; i < 80; i++) {
      Server.pick(ring, Ask.hashing(i)).active++;
    }
    assertThat(all.get(0).candidate().active).isLessThanOrEqualTo(75);
    assertThat(all.get(1).candidate().active).isLessThanOrEqualTo(25);
  }
}
