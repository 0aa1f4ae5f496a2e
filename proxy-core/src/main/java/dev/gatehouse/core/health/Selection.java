package dev.gatehouse.core.health;

import dev.gatehouse.core.balance.Candidate;
import dev.gatehouse.core.balance.Share;
import dev.gatehouse.core.settings.Percentage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The decision which of a pool's backends may be picked, as a pure function of how they stand.
 *
 * @param shares those who may be picked, with their weights of the moment
 * @param mode why these
 */
public record Selection<C extends Candidate>(List<Share<C>> shares, Mode mode) {
  /** Why these and no others. */
  public enum Mode {
    /** The backends that can be used. */
    NORMAL,
    /** Too few of them can be used, and those kept in reserve help. */
    BACKUP,
    /** Too few can be used and nobody is in reserve: all that are not switched off are used. */
    PANIC,
    /** There is nobody. */
    NONE
  }

  /**
   * One backend as the decision sees it.
   *
   * @param weight its share as configured
   * @param warmth how much of its share it gets, in percent
   * @param backup whether it is kept in reserve
   */
  public record Entry<C>(C candidate, int weight, int warmth, boolean backup, Standing standing) {}

  private static final int WHOLE = 100;

  /**
   * Decides who may be picked.
   *
   * @param panic the part of those not in reserve that has to be usable
   */
  public static <C extends Candidate> Selection<C> of(List<Entry<C>> entries, Percentage panic) {
    long primaries = count(entries, entry -> !entry.backup() && isWanted(entry.standing()));
    long usable = count(entries, entry -> !entry.backup() && entry.standing().usable());
    boolean enough = usable > 0 && usable >= panic.part((double) primaries);
    if (enough) {
      return make(entries, entry -> !entry.backup() && entry.standing().usable(), Mode.NORMAL);
    }
    if (count(entries, entry -> entry.backup() && entry.standing().usable()) > 0) {
      return make(entries, entry -> entry.standing().usable(), Mode.BACKUP);
    }
    if (primaries > 0) {
      return make(entries, entry -> !entry.backup() && isWanted(entry.standing()), Mode.PANIC);
    }
    Selection<C> reserve = make(entries, entry -> isWanted(entry.standing()), Mode.PANIC);
    return reserve.shares().isEmpty() ? new Selection<>(List.of(), Mode.NONE) : reserve;
  }

  /** True if the operator has nothing against it. */
  private static boolean isWanted(Standing standing) {
    return standing != Standing.DOWN && standing != Standing.DRAINING;
  }

  private static <C> long count(List<Entry<C>> entries, Predicate<Entry<C>> test) {
    return entries.stream().filter(test).count();
  }

  private static <C extends Candidate> Selection<C> make(
      List<Entry<C>> entries, Predicate<Entry<C>> test, Mode mode) {
    boolean warm = entries.stream().allMatch(entry -> entry.warmth() == WHOLE);
    List<Share<C>> shares = new ArrayList<>();
    for (Entry<C> entry : entries) {
      if (test.test(entry)) {
        int weight = warm ? entry.weight() : entry.weight() * entry.warmth();
        shares.add(new Share<>(entry.candidate(), weight));
      }
    }
    return new Selection<>(List.copyOf(shares), mode);
  }
}
