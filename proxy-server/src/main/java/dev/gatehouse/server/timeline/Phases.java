package dev.gatehouse.server.timeline;

import static dev.gatehouse.server.timeline.Times.NEVER;

import dev.gatehouse.core.failure.FailureReason;
import dev.gatehouse.server.timeline.Phase.Name;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a journey, one after another without gaps: those from the head on add up to its
 * whole duration. What took no whole microsecond is left out. Attempts beside others are not among
 * them, as they take no time of their own. Pure.
 */
public final class Phases {
  private static final long NANOS_PER_MICRO = 1_000;

  private final List<Phase> phases = new ArrayList<>();
  private long cursor;

  private Phases() {}

  /** The phases of {@code journey} in the order of time; those before its head begin below 0. */
  public static List<Phase> of(Journey journey) {
    return of(journey.times(), journey.tries());
  }

  static List<Phase> of(Times times, List<Attempted> tries) {
    Phases made = new Phases();
    made.arrival(times);
    made.cursor = 0;
    boolean asked = made.tries(times, tries);
    made.until(asked ? Name.HOLD : Name.PROXY, times.answer(), 0);
    made.until(times.answer() == NEVER ? unanswered(times, asked) : Name.ANSWER, times.end(), 0);
    return List.copyOf(made.phases);
  }

  private void arrival(Times times) {
    cursor = micros(times.accepted() == NEVER ? times.headBegun() : times.accepted());
    until(Name.TLS, times.secured(), 0);
    until(Name.AWAIT, times.headBegun(), 0);
    until(Name.HEAD, 0, 0);
  }

  /** Adds the phases until the last attempt has come to something; false if there was none. */
  private boolean tries(Times times, List<Attempted> tries) {
    if (times.queuedAt() != NEVER) {
      until(Name.REQUEST, times.queuedAt(), 0);
      until(Name.QUEUE, times.queuedAt() + times.queued(), 0);
    }
    int number = 0;
    boolean any = false;
    for (Attempted each : tries) {
      number++;
      if (!each.hedge()) {
        until(any ? Name.PAUSE : Name.REQUEST, each.begun(), 0);
        attempt(each, number, times);
        any = true;
      }
    }
    if (any) {
      until(Name.BACKEND, times.responseHead(), number); // of one beside, or of one that was held
    }
    return any;
  }

  private void attempt(Attempted each, int number, Times times) {
    long over = each.head() == NEVER ? each.end() : each.head();
    if (over == NEVER) { // beside it another one was answered, or it lasted to the end
      over = times.responseHead() == NEVER ? times.end() : times.responseHead();
    }
    if (each.acquired() == NEVER) {
      until(hasDialled(each.failure()) ? Name.CONNECT : Name.POOL, over, number);
      return;
    }
    until(Name.POOL, each.acquired() - each.connecting(), number);
    until(Name.CONNECT, each.acquired(), number);
    if (each.sent() != NEVER) {
      until(Name.SEND, Math.min(each.sent(), over), number);
    }
    until(Name.BACKEND, over, number);
    if (each.end() != NEVER && (times.answer() == NEVER || each.end() <= times.answer())) {
      until(Name.BACKEND, each.end(), number); // its answer broke off while it was held
    }
  }

  /** What an exchange was at that ended without an answer. */
  private static Name unanswered(Times times, boolean asked) {
    if (asked) {
      return Name.BACKEND;
    }
    return times.queuedAt() == NEVER ? Name.REQUEST : Name.QUEUE;
  }

  private static boolean hasDialled(@Nullable FailureReason failure) {
    return failure != null
        && switch (failure) {
          case CONNECT_REFUSED,
              CONNECT_FAILED,
              CONNECT_TIMEOUT,
              BACKEND_TLS_FAILED,
              BACKEND_TLS_UNTRUSTED ->
              true;
          default -> false;
        };
  }

  /** Gives the time until {@code moment}, if it is later than all so far, to {@code name}. */
  private void until(Name name, long moment, int attempt) {
    if (moment == NEVER) {
      return;
    }
    long to = micros(moment);
    if (to <= cursor) {
      return;
    }
    Phase last = phases.isEmpty() ? null : phases.getLast();
    if (last != null && last.name() == name && last.attempt() == attempt) {
      phases.set(phases.size() - 1, new Phase(name, last.from(), to - last.from(), attempt));
    } else {
      phases.add(new Phase(name, cursor, to - cursor, attempt));
    }
    cursor = to;
  }

  private static long micros(long nanos) {
    return Math.floorDiv(nanos, NANOS_PER_MICRO);
  }
}
