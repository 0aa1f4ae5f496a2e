package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.Via;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Surrogate-Control, the older way to tell a cache in front of an origin what no one behind it is
 * to follow: of the Edge Architecture Specification (W3C Note, 2001), and still what many
 * applications send. A directive may name whom it is for; where something is for us, what is for
 * all does not count, and what is for others is not read.
 */
public final class SurrogateControl {
  /** The field of requests that tells an origin that it may send the other. */
  public static final String CAPABILITY = "surrogate-capability";

  private static final String NAME = "surrogate-control";

  private SurrogateControl() {}

  /** The value of {@link #CAPABILITY} with which this cache introduces itself. */
  public static String capability() {
    return Via.PSEUDONYM + "=\"Surrogate/1.0\"";
  }

  /** What the field says, as Cache-Control would; null if there is none that says anything here. */
  static @Nullable CacheControl of(Headers headers) {
    if (!headers.contains(NAME)) {
      return null;
    }
    List<String> own = new ArrayList<>();
    List<String> common = new ArrayList<>();
    FieldLists.forEach(
        headers,
        NAME,
        member -> {
          int end = member.indexOf(';');
          String directive = directive(end < 0 ? member : member.substring(0, end).strip());
          if (directive != null && end < 0) {
            common.add(directive);
          } else if (directive != null && member.substring(end + 1).strip().equals(Via.PSEUDONYM)) {
            own.add(directive);
          }
        });
    List<String> ours = own.isEmpty() ? common : own;
    if (ours.isEmpty()) {
      return null;
    }
    Headers joined = new Headers(2);
    joined.add(NAME, String.join(", ", ours));
    return CacheControl.of(joined, NAME);
  }

  /** The directive of Cache-Control that means the same; null if there is none. */
  private static @Nullable String directive(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("no-store")) {
      return lower;
    }
    if (!lower.startsWith("max-age=")) {
      return null;
    }
    int plus = lower.indexOf('+'); // for so much longer it may answer while it is asked about
    return plus < 0
        ? lower
        : lower.substring(0, plus) + ", stale-while-revalidate=" + lower.substring(plus + 1);
  }
}
