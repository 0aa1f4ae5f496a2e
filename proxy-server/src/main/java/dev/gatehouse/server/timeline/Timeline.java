package dev.gatehouse.server.timeline;

import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.ExchangeObserver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The store of slow and failed requests: for each event loop and {@link Kind} the last ones. An
 * ordinary request costs it two comparisons.
 *
 * <p>Told of exchanges on their event loops; the rest is safe for any thread.
 */
public final class Timeline implements ExchangeObserver {
  private static final Kind[] KINDS = Kind.values();

  /**
   * What it works by. Immutable, but for what is on the shelves.
   *
   * @param shelves by loop and kind; none if nothing is kept
   * @param skipped what shelves that are gone did not take
   */
  private record Plan(
      TimelineSettings settings, long slow, List<List<Shelf>> shelves, long skipped) {
    static Plan of(TimelineSettings settings, int loops, long skipped) {
      List<List<Shelf>> shelves = new ArrayList<>();
      int each = (settings.size() + loops - 1) / loops;
      for (int loop = 0; loop < loops && each > 0; loop++) {
        List<Shelf> ofLoop = new ArrayList<>();
        for (Kind _ : KINDS) {
          ofLoop.add(new Shelf(each));
        }
        shelves.add(List.copyOf(ofLoop));
      }
      return new Plan(settings, settings.slow().toNanos(), List.copyOf(shelves), skipped);
    }
  }

  private final int loops;
  private volatile Plan plan;

  /**
   * @param loops the number of event loops
   */
  public Timeline(TimelineSettings settings, int loops) {
    this.loops = loops;
    this.plan = Plan.of(settings, loops, 0);
  }

  /** Goes on by other settings; what is kept stays if as many are to be kept. */
  public void change(TimelineSettings settings) {
    Plan before = plan;
    plan =
        settings.size() == before.settings.size()
            ? new Plan(settings, settings.slow().toNanos(), before.shelves, before.skipped)
            : Plan.of(settings, loops, skipped());
  }

  /** By what it works now. */
  public TimelineSettings settings() {
    return plan.settings;
  }

  @Override
  public void finished(Exchange exchange) {
    Plan current = plan;
    Kind kind = Kind.of(exchange, current.slow);
    if (kind == null || current.shelves.isEmpty()) {
      return;
    }
    Shelf shelf = current.shelves.get(exchange.loop().index()).get(kind.ordinal());
    if (shelf.takes(exchange.loop().clock().nanos())) {
      shelf.add(Journey.of(exchange, kind));
    }
  }

  /** The last {@code most} journeys that are {@code wanted}, the latest first. */
  public List<Journey> find(Predicate<Journey> wanted, int most) {
    List<Journey> all = new ArrayList<>();
    plan.shelves.forEach(kinds -> kinds.forEach(shelf -> shelf.copyTo(all)));
    return all.stream()
        .filter(wanted)
        .sorted(Comparator.comparingLong(Journey::endMillis).reversed())
        .limit(most)
        .toList();
  }

  /** How many journeys were worth keeping and came too fast. */
  public long skipped() {
    Plan current = plan;
    long sum = current.skipped;
    for (List<Shelf> kinds : current.shelves) {
      for (Shelf shelf : kinds) {
        sum += shelf.skipped();
      }
    }
    return sum;
  }
}
