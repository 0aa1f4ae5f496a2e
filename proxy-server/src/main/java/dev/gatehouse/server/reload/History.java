package dev.gatehouse.server.reload;

import dev.gatehouse.server.config.load.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #MOST} configurations, oldest first; the last of them serves. There is always
 * one. Immutable.
 */
public record History(List<Edition> editions) {
  static final int MOST = 10;

  /** That of a process which has just started. */
  public static History first(Origin origin, Instant at) {
    PackedText packed = PackedText.of(origin.text());
    return new History(List.of(new Edition(1, at, Occasion.START, origin.name(), "", packed)));
  }

  /** The one that serves. */
  public Edition current() {
    return editions.getLast();
  }

  /**
   * With a configuration that serves from now on. One whose text has already served last is no new
   * one: reading it again, which takes over what it points at, pushes nothing out.
   */
  public History with(Origin origin, Instant at, Occasion by, Changes changes) {
    Edition last = current();
    PackedText packed = PackedText.of(origin.text());
    if (by instanceof Occasion.Event && packed.isSame(last.packed())) {
      return this;
    }
    List<Edition> next = new ArrayList<>(editions);
    next.add(new Edition(last.number() + 1, at, by, origin.name(), changes.toString(), packed));
    return new History(List.copyOf(next.subList(Math.max(0, next.size() - MOST), next.size())));
  }

  /**
   * What {@code edition} has changed in the text, with all secrets taken out; null for the first of
   * those that are kept.
   */
  public @Nullable String diff(Edition edition) {
    int at = editions.indexOf(edition);
    if (at < 1) {
      return null;
    }
    Edition before = editions.get(at - 1);
    return TextDiff.of(
        "" + before.number(), before.shown(), "" + edition.number(), edition.shown());
  }

  /**
   * The one to go back to.
   *
   * @param number of the one that is wanted; null: the one before that which serves
   * @throws IllegalArgumentException if there is none; the message says which there are
   */
  public Edition find(@Nullable Integer number) {
    int wanted = number == null ? current().number() - 1 : number;
    List<Edition> others = editions.subList(0, editions.size() - 1);
    return others.stream()
        .filter(each -> each.number() == wanted)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                others.isEmpty()
                    ? "to: " + wanted + " (expected: nothing yet: there is no other configuration)"
                    : "to: %d (expected: %d to %d)"
                        .formatted(wanted, others.getFirst().number(), others.getLast().number())));
  }
}
