package dev.gatehouse.cache.fill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.body.Body;
import dev.gatehouse.core.body.MemoryBudget;
import dev.gatehouse.core.failure.Failure;
import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.testing.ManualLoop;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FillTest {
  private static final Failure RESET = Failure.of(FailureReason.BACKEND_RESET);

  private final ManualLoop home = new ManualLoop(0);
  private final ManualLoop other = new ManualLoop(1);
  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final RecordedFate fate = new RecordedFate();
  private ScriptedSource source = new ScriptedSource(Body.UNKNOWN_LENGTH);

  @AfterEach
  void nothingIsHeldAnyMore() {
    assertThat(source.alive()).isZero();
    assertThat(budget.used()).isZero();
  }

  @Test
  void givesEveryReaderAllFromTheFirstByteOn() {
    Fill fill = fill(100);
    Reading early = new Reading(fill.reader(home.executor())).follow();
    fill.start();
    source.offer("one ");
    Reading between = new Reading(fill.reader(home.executor())).follow();
    source.offer("two");
    Reading late = new Reading(fill.reader(home.executor()));
    source.complete();

    late.follow();
    for (Reading reading : new Reading[] {early, between, late}) {
      assertThat(reading.text).hasToString("one two");
      assertThat(reading.ended).isTrue();
    }
    assertThat(fate.told).containsExactly("complete");
    assertThat(fate.content).isEqualTo("one two");
  }

  @Test
  void wakesReadersOnTheirOwnLoopAndThoseAtHomeAtOnce() {
    Fill fill = fill(100);
    fill.start();
    Reading near = new Reading(fill.reader(home.executor())).follow();
    Reading far = new Reading(fill.reader(other.executor())).follow();

    source.offer("one ");
    source.offer("two");
    assertThat(near.text).hasToString("one two");
    assertThat(far.text).hasToString("");

    other.run();
    assertThat(far.text).hasToString("one two");
    assertThat(far.woken).as("one hop for both").isOne();

    source.complete();
    assertThat(near.ended).isTrue();
    assertThat(far.ended).isFalse();
    other.run();
    assertThat(far.ended).isTrue();
  }

  @Test
  void readsTheSourceToItsEndHoweverSlowOrGoneItsReadersAre() {
    Fill fill = fill(100);
    fill.start();
    Reading slow = new Reading(fill.reader(home.executor()));
    Objects.requireNonNull(fill.reader(other.executor())).discard();
    source.offer("one ");
    source.offer("two");
    source.complete();

    assertThat(fate.content).isEqualTo("one two");
    assertThat(fill.reader(home.executor())).as("it is stored by now").isNull();
    assertThat(slow.follow().text).hasToString("one two");
    assertThat(slow.ended).isTrue();
  }

  @Test
  void storesWhatAllReadersHaveTurnedAwayFrom() {
    Fill fill = fill(100);
    fill.start();
    Reading only = new Reading(fill.reader(home.executor())).follow();
    source.offer("one ");
    only.body.discard();
    home.run();
    source.offer("two");
    source.complete();

    assertThat(source.abandoned).isFalse();
    assertThat(fate.content).isEqualTo("one two");
    assertThat(only.body.ended()).isTrue();
    assertThat(only.body.read()).isNull();
  }

  @Test
  void freesWhatReadersHaveReadOnceItIsStored() {
    Fill fill = fill(100);
    fill.start();
    Reading slow = new Reading(fill.reader(home.executor()));
    source.offer("one ");
    source.offer("two");
    assertThat(slow.readOne()).isTrue();
    assertThat(source.alive()).as("others may still join").isEqualTo(2);

    source.complete();
    assertThat(source.alive()).isOne();
    slow.body.discard();
    assertThat(source.alive()).isZero();
  }

  @Test
  void takesAnEmptyContentForComplete() {
    Fill fill = fill(100);
    fill.start();
    source.offer("");
    Reading reading = new Reading(fill.reader(home.executor())).follow();
    source.complete();
    assertThat(reading.ended).isTrue();
    assertThat(fate.content).isEmpty();
  }

  @Test
  void keepsExactlyAsMuchAsItMay() {
    Fill fill = fill(7);
    fill.start();
    source.offer("one ");
    source.offer("two");
    source.complete();
    assertThat(fate.told).containsExactly("complete");
  }

  @Test
  void passesOnWhatTurnsOutToBeTooLarge() {
    Fill fill = fill(6);
    fill.start();
    Reading fast = new Reading(fill.reader(home.executor())).follow();
    Reading slow = new Reading(fill.reader(home.executor()));
    source.offer("one ");
    source.offer("two ");
    assertThat(fate.told).containsExactly("unkept too-large");
    assertThat(fill.reader(home.executor())).isNull();
    assertThat(source.alive()).isEqualTo(2);

    assertThat(slow.readOne()).isTrue();
    assertThat(source.alive()).isOne();
    source.offer("three");
    source.complete();

    assertThat(fate.told).containsExactly("unkept too-large", "passed");
    assertThat(fast.text).hasToString("one two three");
    assertThat(slow.follow().text).hasToString("one two three");
    assertThat(slow.ended).isTrue();
  }

  @Test
  void passesOnAtOnceWhatIsKnownToBeTooLarge() {
    source = new ScriptedSource(7);
    Fill fill = fill(6);
    Reading reading = new Reading(fill.reader(home.executor())).follow();
    assertThat(reading.body.length()).isEqualTo(7);
    fill.start();
    assertThat(fate.told).containsExactly("unkept too-large");
    assertThat(fill.reader(home.executor())).isNull();

    source.offer("one two");
    source.complete();
    assertThat(reading.text).hasToString("one two");
    assertThat(reading.ended).isTrue();
  }

  @Test
  void passesOnWhatThereIsNoMemoryFor() {
    budget.charge(budget.limit());
    Fill fill = fill(100);
    fill.start();
    Reading reading = new Reading(fill.reader(home.executor())).follow();
    source.offer("one");
    source.complete();
    budget.release(budget.limit());

    assertThat(fate.told).containsExactly("unkept memory-short", "passed");
    assertThat(reading.text).hasToString("one");
  }

  @Test
  void readsNoFasterThanTheSlowestReaderOfWhatIsPassedOn() {
    Fill fill = fill(1);
    fill.start();
    Reading fast = new Reading(fill.reader(other.executor())).follow();
    Reading slow = new Reading(fill.reader(home.executor()));
    String piece = "x".repeat(64 * 1024);
    for (int i = 0; i < 20; i++) {
      source.offer(piece);
    }
    other.run();
    int window = fast.text.length();
    assertThat(window).isBetween(128 * 1024, 320 * 1024);
    assertThat(source.alive()).isEqualTo(20);

    assertThat(slow.readOne()).isTrue();
    home.run();
    other.run();
    assertThat(fast.text).as("not a hop for every piece").hasSize(window);
    while (slow.readOne()) {}
    home.run();
    other.run();
    assertThat(fast.text).hasSizeGreaterThan(window);

    slow.body.discard();
    for (int i = 0; i < 20; i++) {
      home.run();
      other.run();
    }
    assertThat(fast.text).hasSize(20 * piece.length());
    source.complete();
    other.run();
    assertThat(fast.ended).isTrue();
  }

  @Test
  void givesUpWhatIsPassedOnToNobody() {
    Fill fill = fill(1);
    fill.start();
    Reading near = new Reading(fill.reader(home.executor())).follow();
    Reading far = new Reading(fill.reader(other.executor())).follow();
    source.offer("one");
    near.body.discard();
    home.run();
    assertThat(source.abandoned).isFalse();
    far.body.discard();
    home.run();
    assertThat(source.abandoned).isTrue();
    assertThat(fate.told).containsExactly("unkept too-large", "broken client-gone");
  }

  @Test
  void givesUpWhatIsTooLargeWhenNobodyReadsIt() {
    Fill fill = fill(1);
    fill.start();
    source.offer("one");
    assertThat(source.abandoned).isTrue();
    assertThat(fate.told).containsExactly("unkept too-large", "broken client-gone");
  }

  @Test
  void showsEveryReaderThatTheContentBrokeOffBehindWhatArrived() {
    Fill fill = fill(100);
    fill.start();
    Reading near = new Reading(fill.reader(home.executor())).follow();
    Reading far = new Reading(fill.reader(other.executor()));
    source.offer("one");
    source.fail(RESET);

    assertThat(near.text).hasToString("one");
    assertThat(near.failure).isEqualTo(RESET);
    assertThat(near.ended).isFalse();
    assertThat(far.body.failure()).as("there is content before that").isNull();
    assertThat(far.follow().text).hasToString("one");
    assertThat(far.failure).isEqualTo(RESET);
    assertThat(fill.reader(home.executor())).isNull();
    assertThat(fate.told).containsExactly("broken backend-reset");
    assertThat(fate.begun).isEqualTo("one");
  }

  @Test
  void canBeAbandoned() {
    Failure draining = Failure.of(FailureReason.DRAINING);
    Fill fill = fill(100);
    fill.start();
    Reading near = new Reading(fill.reader(home.executor())).follow();
    source.offer("one");
    fill.abandon(draining);
    fill.abandon(draining);

    assertThat(near.failure).isEqualTo(draining);
    assertThat(source.abandoned).isTrue();
    assertThat(fate.told).containsExactly("broken draining");
    assertThat(fate.begun).isEmpty();
  }

  @Test
  void givesEachReaderTrailersOfItsOwn() {
    Fill fill = fill(100);
    fill.start();
    Body one = Objects.requireNonNull(fill.reader(home.executor()));
    Body two = Objects.requireNonNull(fill.reader(other.executor()));
    source.complete(new Headers().add("x-sum", "1"));

    Objects.requireNonNull(one.trailers()).add("x-own", "1");
    assertThat(Objects.requireNonNull(one.trailers()).size()).isEqualTo(2);
    assertThat(Objects.requireNonNull(two.trailers()).get("x-sum")).isEqualTo("1");
    assertThat(Objects.requireNonNull(two.trailers()).size()).isOne();
    assertThat(Objects.requireNonNull(fate.trailers).size()).isOne();
    one.discard();
    two.discard();
  }

  @Test
  void staysWholeWhateverAReaderDoesWithinItsWakeUp() {
    Fill fill = fill(100);
    fill.start();
    Body quitter = Objects.requireNonNull(fill.reader(home.executor()));
    quitter.demand(quitter::discard);
    Body thrower = Objects.requireNonNull(fill.reader(home.executor()));
    thrower.demand(() -> {
      throw new IllegalStateException("a reader's bug, for this test");
    });
    Body ender = Objects.requireNonNull(fill.reader(home.executor()));
    Reading reading = new Reading(fill.reader(home.executor())).follow();
    ender.demand(() -> fill.abandon(RESET));
    source.offer("one");

    assertThat(reading.text).hasToString("one");
    assertThat(reading.failure).isEqualTo(RESET);
    thrower.discard();
    ender.discard();
  }

  private Fill fill(long keepAtMost) {
    return new Fill(home.executor(), source.body, keepAtMost, budget, fate);
  }
}
