package dev.gatehouse.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both balancers that hash promise: even shares, few moves, the same everywhere. */
final class HashingTest {
  private static final int KEYS = 100_000;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  enum Kind {
    RING(RingHash::new, 0.35, 0.0),
    MAGLEV(Maglev::new, 0.06, 0.03);

    final Function<List<Share<Server>>, Balancer<Server>> maker;
    final double unevenness;
    final double extraMoves;

    Kind(
        Function<List<Share<Server>>, Balancer<Server>> maker,
        double unevenness,
        double extraMoves) {
      this.maker = maker;
      this.unevenness = unevenness;
      this.extraMoves = extraMoves;
    }
  }

  private static Map<String, Integer> picks(Balancer<Server> balancer) {
    Map<String, Integer> picks = new HashMap<>();
    for (int key = 0; key < KEYS; key++) {
      picks.merge(Server.pick(balancer, Ask.hashing(key)).key(), 1, Integer::sum);
    }
    return picks;
  }

  @ParameterizedTest
  @EnumSource
  void sharesByWeight(Kind kind) {
    List<Share<Server>> shares = Server.weighing(1, 1, 1, 1, 1, 1, 2, 2);
    Map<String, Integer> picks = picks(kind.maker.apply(shares));
    for (Share<Server> share : shares) {
      double fair = KEYS * share.weight() / 10.0;
      assertThat((double) picks.getOrDefault(share.candidate().key(), 0))
          .isBetween(fair * (1 - kind.unevenness), fair * (1 + kind.unevenness));
    }
  }

  @ParameterizedTest
  @EnumSource
  void movesLittleMoreThanTheRequestsOfTheOneThatLeaves(Kind kind) {
    List<Share<Server>> all = Server.equal(10);
    Balancer<Server> before = kind.maker.apply(all);
    Balancer<Server> after = kind.maker.apply(all.subList(1, 10));
    Server left = all.getFirst().candidate();
    int moved = 0;
    for (int key = 0; key < KEYS; key++) {
      Server now = Server.pick(before, Ask.hashing(key));
      if (now != left && now != Server.pick(after, Ask.hashing(key))) {
        moved++;
      }
    }
    assertThat((double) moved / KEYS).isLessThanOrEqualTo(kind.extraMoves);
  }

  @ParameterizedTest
  @EnumSource
  void placesAKeyByNamesAloneWhateverTheOrder(Kind kind) {
    List<Share<Server>> all = Server.equal(7);
    Balancer<Server> one = kind.maker.apply(all);
    Balancer<Server> other = kind.maker.apply(all.reversed());
    int same = 0;
    for (int key = 0; key < 10_000; key++) {
      if (Server.pick(one, Ask.hashing(key)) == Server.pick(other, Ask.hashing(key))) {
        same++;
      }
    }
    assertThat(same).isGreaterThan(kind == Kind.RING ? 9_999 : 9_700);
  }

  @ParameterizedTest
  @EnumSource
  void sendsARetryElsewhereAndAlwaysToTheSame(Kind kind) {
    List<Share<Server>> all = Server.equal(5);
    Balancer<Server> balancer = kind.maker.apply(all);
    for (int key = 0; key < 1_000; key++) {
      Ask ask = Ask.hashing(key);
      ask.tried.add(Server.pick(balancer, ask));
      Server second = Server.pick(balancer, ask);
      assertThat(ask.tried).doesNotContain(second);
      assertThat(Server.pick(balancer, ask)).isSameAs(second);
    }
  }

  @ParameterizedTest
  @EnumSource
  void passesOverWhatWasTriedUntilNothingIsLeft(Kind kind) {
    Balancer<Server> balancer = kind.maker.apply(Server.weighing(1, 1000, 3));
    Ask ask = Ask.hashing(1);
    for (int i = 0; i < 3; i++) {
      assertThat(ask.tried.add(Server.pick(balancer, ask))).isTrue();
    }
    assertThat(balancer.pick(ask)).isNull();
    assertThat(kind.maker.apply(List.of()).pick(ask)).isNull();
  }
}
