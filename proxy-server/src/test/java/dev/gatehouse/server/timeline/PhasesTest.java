package dev.gatehouse.server.timeline;

import static dev.gatehouse.server.timeline.Times.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.core.failure.FailureReason;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Microseconds in the expectations, nanoseconds in what is given. */
class PhasesTest {
  private static final int MICRO = 1_000;

  private static Times times(long responseHead, long answer, long end) {
    return new Times(NEVER, NEVER, 0, NEVER, 0, at(responseHead), at(answer), at(end), 0);
  }

  private static long at(long micros) {
    return micros == NEVER ? NEVER : micros * MICRO + 999;
  }

  private static Attempted attempt(
      boolean hedge, long begun, long acquired, long connecting, long sent, long head, long end) {
    return attempt(hedge, begun, acquired, connecting, sent, head, end, null);
  }

  private static Attempted attempt(
      boolean hedge,
      long begun,
      long acquired,
      long connecting,
      long sent,
      long head,
      long end,
      @Nullable FailureReason failure) {
    return new Attempted(
        "app",
        "a",
        hedge,
        at(begun),
        at(acquired),
        connecting * MICRO,
        at(sent),
        at(head),
        at(end),
        0,
        false,
        failure,
        0);
  }

  private static String phases(Times times, Attempted... tries) {
    return Phases.of(times, List.of(tries)).stream()
        .map(phase ->
            phase.name().code()
                + (phase.attempt() == 0 ? "" : phase.attempt())
                + " "
                + phase.from()
                + "+"
                + phase.took())
        .collect(Collectors.joining(", "));
  }

  @Test
  void anOrdinaryRequest() {
    assertThat(phases(times(900, 901, 950), attempt(false, 50, 50, 0, 60, 900, NEVER)))
        .isEqualTo("request 0+50, send1 50+10, backend1 60+840, hold 900+1, answer 901+49");
  }

  @Test
  void anAnswerOfTheProxysOwn() {
    assertThat(phases(times(NEVER, 30, 70))).isEqualTo("proxy 0+30, answer 30+40");
  }

  @Test
  void waitingForAConnectionThatIsDialled() {
    assertThat(phases(times(90, 90, 90), attempt(false, 0, 60, 40, 60, 90, NEVER)))
        .isEqualTo("pool1 0+20, connect1 20+40, backend1 60+30");
    assertThat(phases(times(90, 90, 90), attempt(false, 0, 60, 500, 60, 90, NEVER)))
        .as("the dial had begun for another request")
        .isEqualTo("connect1 0+60, backend1 60+30");
  }

  @Test
  void aTurnInThePool() {
    Times times = new Times(NEVER, NEVER, 0, at(10), 70 * MICRO, at(100), at(100), at(120), 0);
    assertThat(phases(times, attempt(false, 80, 80, 0, 80, 100, NEVER)))
        .isEqualTo("request 0+10, queue 10+70, backend1 80+20, answer 100+20");
    Times late = new Times(NEVER, NEVER, 0, at(10), 70 * MICRO, NEVER, at(80), at(90), 0);
    assertThat(phases(late)).isEqualTo("request 0+10, queue 10+70, answer 80+10");
  }

  @Test
  void theTimeBeforeTheHeadOfAFirstRequest() {
    Times times = new Times(at(-900), at(-500), at(-100), NEVER, 0, NEVER, at(20), at(20), 0);
    assertThat(phases(times)).isEqualTo("tls -900+400, await -500+400, head -100+100, proxy 0+20");
    Times later = new Times(NEVER, NEVER, at(-100), NEVER, 0, NEVER, at(20), at(20), 0);
    assertThat(phases(later)).isEqualTo("head -100+100, proxy 0+20");
  }

  @Test
  void attemptsOneAfterAnother() {
    FailureReason refused = FailureReason.CONNECT_REFUSED;
    assertThat(
            phases(
                times(500, 500, 600),
                attempt(false, 0, NEVER, 0, NEVER, NEVER, 40, refused),
                attempt(false, 90, 95, 0, 95, NEVER, 200, FailureReason.BACKEND_RESET),
                attempt(false, 200, 200, 0, 200, 500, NEVER)))
        .isEqualTo(
            "connect1 0+40, pause 40+50, pool2 90+5, backend2 95+105, backend3 200+300,"
                + " answer 500+100");
  }

  @Test
  void aFullQueueIsNoDial() {
    assertThat(
            phases(
                times(NEVER, 40, 50),
                attempt(false, 0, NEVER, 0, NEVER, NEVER, 40, FailureReason.QUEUE_TIMEOUT)))
        .isEqualTo("pool1 0+40, answer 40+10");
  }

  @Test
  void attemptsSideBySideTakeNoTimeOfTheirOwn() {
    assertThat(
            phases(
                times(300, 300, 310),
                attempt(false, 0, 0, 0, 0, NEVER, 300),
                attempt(true, 200, 201, 0, 201, 300, NEVER)))
        .isEqualTo("backend1 0+300, answer 300+10");
    assertThat(
            phases(
                times(300, 300, 310),
                attempt(false, 0, 0, 0, 0, NEVER, 250, FailureReason.BACKEND_RESET),
                attempt(true, 200, 201, 0, 201, 300, NEVER)))
        .as("the first has failed, the other goes on")
        .isEqualTo("backend1 0+250, backend2 250+50, answer 300+10");
  }

  @Test
  void anAnswerThatBrokeOffWhileItWasHeldIsTheBackendsTime() {
    FailureReason broken = FailureReason.BACKEND_INCOMPLETE;
    assertThat(phases(times(NEVER, 90, 100), attempt(false, 0, 0, 0, 0, 50, 90, broken)))
        .isEqualTo("backend1 0+90, answer 90+10");
  }

  @Test
  void aClientThatLeavesIsWaitedForWhereItLeft() {
    assertThat(phases(times(NEVER, NEVER, 100))).isEqualTo("request 0+100");
    assertThat(phases(times(NEVER, NEVER, 100), attempt(false, 5, 5, 0, 5, NEVER, 100)))
        .isEqualTo("request 0+5, backend1 5+95");
    assertThat(phases(times(50, 50, 100), attempt(false, 5, 5, 0, 5, 50, 100)))
        .isEqualTo("request 0+5, backend1 5+45, answer 50+50");
  }

  /** Whatever the moments are: no gap, no overlap, and in all the time from head to end. */
  @Test
  void phasesAddUp() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      Times times =
          new Times(
              maybe(random, -5_000),
              maybe(random, -3_000),
              -random.nextLong(1_000),
              maybe(random, 1_000),
              random.nextLong(9_000),
              maybe(random, 90_000),
              maybe(random, 90_000),
              random.nextLong(90_000),
              0);
      List<Attempted> tries =
          random.ints(random.nextInt(4), 0, 2).mapToObj(hedge -> any(random, hedge == 1)).toList();
      long cursor = Long.MIN_VALUE;
      long sum = 0;
      for (Phase phase : Phases.of(times, tries)) {
        assertThat(phase.took()).isPositive();
        assertThat(phase.from()).isEqualTo(cursor == Long.MIN_VALUE ? phase.from() : cursor);
        cursor = phase.from() + phase.took();
        sum += phase.from() < 0 ? 0 : phase.took();
      }
      assertThat(sum).isGreaterThanOrEqualTo(times.end() / MICRO);
    }
  }

  private static Attempted any(Random random, boolean hedge) {
    return new Attempted(
        "app",
        "a",
        hedge,
        random.nextLong(50_000),
        maybe(random, 50_000),
        random.nextLong(9_000),
        maybe(random, 60_000),
        maybe(random, 70_000),
        maybe(random, 80_000),
        0,
        false,
        null,
        0);
  }

  private static long maybe(Random random, long bound) {
    if (random.nextBoolean()) {
      return NEVER;
    }
    return bound < 0 ? -random.nextLong(-bound) : random.nextLong(bound);
  }
}
