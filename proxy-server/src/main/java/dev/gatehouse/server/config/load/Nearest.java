package dev.gatehouse.server.config.load;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The word that was probably meant: the nearest by Damerau-Levenshtein distance. */
final class Nearest {
  private static final int LONGEST = 64;

  private Nearest() {}

  /** Returns the candidate nearest to {@code word}, or null if none is near. */
  static @Nullable String to(String word, Collection<String> candidates) {
    String nearest = null;
    int least = Math.max(1, Math.min(word.length(), 12) / 3) + 1;
    if (word.length() > LONGEST) {
      return null;
    }
    for (String candidate : candidates) {
      int distance = candidate.equalsIgnoreCase(word) ? 0 : distance(word, candidate);
      if (distance < least && distance < Math.max(candidate.length(), 2)) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest == null ? containing(word, candidates) : nearest;
  }

  private static @Nullable String containing(String word, Collection<String> candidates) {
    for (String candidate : candidates) {
      if (word.length() >= 4
          && candidate.length() >= 4
          && (candidate.contains(word) || word.contains(candidate))) {
        return candidate;
      }
    }
    return null;
  }

  /** The least number of letters inserted, deleted, replaced, or swapped with their neighbour. */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    Arrays.setAll(last, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, beforeLast[j - 2] + 1);
        }
        row[j] = best;
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
