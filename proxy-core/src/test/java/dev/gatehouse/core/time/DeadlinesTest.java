package dev.gatehouse.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {
  private final Deadlines deadlines = new Deadlines();
  private final List<String> fired = new ArrayList<>();

  @Test
  void firesWhatIsDueAndNothingElse() {
    member("past", 9);
    member("now", 10);
    member("future", 11);
    member("none", Timed.NEVER);

    deadlines.sweep(10);
    assertThat(fired).containsExactlyInAnyOrder("past", "now");
    deadlines.sweep(10);
    assertThat(fired).as("each deadline fires once").hasSize(2);
    deadlines.sweep(11);
    assertThat(fired).endsWith("future").hasSize(3);
    assertThat(deadlines.size()).as("members stay until they are removed").isEqualTo(4);
  }

  @Test
  void comparesTimesAcrossTheOverflowOfTheClock() {
    long late = Long.MAX_VALUE - 5;
    member("behind the overflow", Long.MIN_VALUE + 4);
    deadlines.sweep(late);
    assertThat(fired).isEmpty();
    deadlines.sweep(Long.MIN_VALUE + 4);
    assertThat(fired).containsExactly("behind the overflow");
  }

  @Test
  void takesAMemberOnce() {
    Member member = member("a", 5);
    deadlines.add(member);
    assertThat(deadlines.size()).isOne();
    deadlines.sweep(5);
    assertThat(fired).containsExactly("a");
  }

  @Test
  void forgetsWhoIsRemovedHoweverOften() {
    Member first = member("first", 5);
    member("second", 5);
    deadlines.remove(first);
    deadlines.remove(first);

    assertThat(deadlines.size()).isOne();
    deadlines.sweep(5);
    assertThat(fired).containsExactly("second");
  }

  @Test
  void takesAMemberAgainAfterItWasRemoved() {
    Member member = member("a", 5);
    deadlines.remove(member);
    deadlines.add(member);
    deadlines.sweep(5);
    assertThat(fired).containsExactly("a");
  }

  @Test
  void growsWithItsMembers() {
    for (int i = 0; i < 1_000; i++) {
      member("m" + i, 5);
    }
    deadlines.sweep(5);
    assertThat(fired).hasSize(1_000).doesNotHaveDuplicates();
  }

  @Test
  void letsAMemberMoveItsDeadlineWhileItFires() {
    Member[] self = new Member[1];
    self[0] = member("a", 5, () -> self[0].deadline(8));
    deadlines.sweep(5);
    deadlines.sweep(7);
    assertThat(fired).hasSize(1);
    deadlines.sweep(8);
    assertThat(fired).hasSize(2);
  }

  @Test
  void missesNobodyWhenMembersRemoveThemselvesAndOneAnother() {
    for (int removed = 0; removed < 6; removed++) {
      for (int by = 0; by < 6; by++) {
        fired.clear();
        Deadlines own = new Deadlines();
        List<Member> members = new ArrayList<>();
        int other = removed;
        for (int i = 0; i < 6; i++) {
          Runnable act =
              i != by
                  ? null
                  : () -> {
                    own.remove(members.get(other));
                    own.add(new Member("new", 5, null));
                  };
          members.add(new Member("m" + i, 5, act));
          own.add(members.get(i));
        }
        own.sweep(5);
        own.sweep(5);
        assertThat(fired).doesNotHaveDuplicates().contains("new", "m" + by);
        for (int i = 0; i < 6; i++) {
          if (i != removed) {
            assertThat(fired).as("m%d removes m%d", by, removed).contains("m" + i);
          }
        }
        assertThat(own.size()).isEqualTo(6);
      }
    }
  }

  @Test
  void survivesThatOneMemberRemovesAll() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      members.add(member("m" + i, 5, () -> members.forEach(deadlines::remove)));
    }
    deadlines.sweep(5);
    assertThat(fired).hasSize(1);
    assertThat(deadlines.size()).isZero();
  }

  private Member member(String name, long deadline) {
    return member(name, deadline, null);
  }

  private Member member(String name, long deadline, @Nullable Runnable act) {
    Member member = new Member(name, deadline, act);
    deadlines.add(member);
    return member;
  }

  private final class Member extends Timed {
    private final String name;
    private final @Nullable Runnable act;

    Member(String name, long deadline, @Nullable Runnable act) {
      this.name = name;
      this.act = act;
      deadline(deadline);
    }

    @Override
    protected void expired(long now) {
      fired.add(name);
      if (act != null) {
        act.run();
      }
    }
  }
}
