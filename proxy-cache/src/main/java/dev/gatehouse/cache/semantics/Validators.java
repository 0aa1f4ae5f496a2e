package dev.gatehouse.cache.semantics;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import dev.gatehouse.core.http.HttpDate;
import org.jspecify.annotations.Nullable;

/**
 * The validators of a stored response (RFC 9110 §8.8), and the conditions of requests judged by
 * them (§13). All moments are milliseconds since 1970.
 */
public final class Validators {
  private Validators() {}

  /** What the conditions of a request make of a response that is at hand. */
  public enum Verdict {
    /** None forbids it: the response answers. */
    ANSWER,
    /** The client has it: 304. */
    NOT_MODIFIED,
    /** The client wants nothing but what is no longer there: 412. */
    FAILED
  }

  /** Judges the conditions of a GET or HEAD in the order of RFC 9110 §13.2.2. */
  public static Verdict judge(Headers request, Headers stored, long now) {
    return hasCondition(request) ? judgeConditions(request, stored, now) : Verdict.ANSWER;
  }

  /** One look at each name, as most requests have none. */
  private static boolean hasCondition(Headers request) {
    for (int i = request.size() - 1; i >= 0; i--) {
      if (request.name(i).startsWith("if-")) {
        return true;
      }
    }
    return false;
  }

  private static Verdict judgeConditions(Headers request, Headers stored, long now) {
    String tag = stored.get(HeaderNames.ETAG);
    if (request.contains(HeaderNames.IF_MATCH)) {
      if (!anyMatches(request, HeaderNames.IF_MATCH, tag, true)) {
        return Verdict.FAILED;
      }
    } else if (changedSince(request, HeaderNames.IF_UNMODIFIED_SINCE, stored, now)) {
      return Verdict.FAILED;
    }
    if (request.contains(HeaderNames.IF_NONE_MATCH)) {
      return anyMatches(request, HeaderNames.IF_NONE_MATCH, tag, false)
          ? Verdict.NOT_MODIFIED
          : Verdict.ANSWER;
    }
    return unchangedSince(request, stored, now) ? Verdict.NOT_MODIFIED : Verdict.ANSWER;
  }

  private static boolean anyMatches(
      Headers request, String field, @Nullable String tag, boolean strong) {
    boolean[] found = new boolean[1];
    FieldLists.forEach(
        request,
        field,
        given -> found[0] |= given.equals("*") || (tag != null && same(given, tag, strong)));
    return found[0];
  }

  /** RFC 9110 §8.8.3.2. */
  static boolean same(String one, String other, boolean strong) {
    boolean weak = one.startsWith("W/") || other.startsWith("W/");
    return !(strong && weak) && opaque(one).equals(opaque(other));
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  private static boolean changedSince(Headers request, String field, Headers stored, long now) {
    long since = date(request, field, now);
    long changed = date(stored, HeaderNames.LAST_MODIFIED, now);
    return since != HttpDate.INVALID && changed != HttpDate.INVALID && changed > since;
  }

  /**
   * RFC 9110 §13.1.3 and RFC 9111 §4.3.2: without Last-Modified, Date or the moment it was stored
   * tells that it has not changed since.
   */
  private static boolean unchangedSince(Headers request, Headers stored, long now) {
    long since = date(request, HeaderNames.IF_MODIFIED_SINCE, now);
    if (since == HttpDate.INVALID) {
      return false;
    }
    long changed = date(stored, HeaderNames.LAST_MODIFIED, now);
    if (changed == HttpDate.INVALID) {
      changed = date(stored, HeaderNames.DATE, now);
    }
    return changed != HttpDate.INVALID && changed <= since;
  }

  private static long date(Headers headers, String field, long now) {
    String text = headers.get(field);
    return text == null ? HttpDate.INVALID : HttpDate.parse(text, now);
  }

  /**
   * Makes a request ask whether {@code stored} is still right (RFC 9111 §4.3.1).
   *
   * @return false if there is nothing to ask by
   */
  public static boolean ask(Headers request, Headers stored) {
    String tag = stored.get(HeaderNames.ETAG);
    String modified = stored.get(HeaderNames.LAST_MODIFIED);
    for (String field :
        new String[] {
          HeaderNames.IF_MATCH, HeaderNames.IF_UNMODIFIED_SINCE, HeaderNames.IF_RANGE,
          HeaderNames.RANGE, HeaderNames.IF_NONE_MATCH, HeaderNames.IF_MODIFIED_SINCE
        }) {
      request.remove(field);
    }
    if (tag != null) {
      request.set(HeaderNames.IF_NONE_MATCH, tag);
    }
    if (modified != null) {
      request.set(HeaderNames.IF_MODIFIED_SINCE, modified);
    }
    return tag != null || modified != null;
  }

  /**
   * True if each validator that {@code answer} has is that of {@code stored} (RFC 9111 §4.3.5):
   * they are about the same representation, as far as anybody says.
   */
  public static boolean agree(Headers answer, Headers stored) {
    return agree(answer, stored, HeaderNames.ETAG)
        && agree(answer, stored, HeaderNames.LAST_MODIFIED);
  }

  private static boolean agree(Headers answer, Headers stored, String field) {
    String value = answer.get(field);
    return value == null || value.equals(stored.get(field));
  }

  /**
   * Says whether a 304 is about {@code stored} (RFC 9111 §4.3.4): its strong validator is the same,
   * or, with a weak one or none, it does not contradict.
   */
  public static boolean confirms(Headers notModified, Headers stored) {
    String tag = notModified.get(HeaderNames.ETAG);
    if (tag != null) {
      String known = stored.get(HeaderNames.ETAG);
      return known != null && same(tag, known, !tag.startsWith("W/") && !known.startsWith("W/"));
    }
    String modified = notModified.get(HeaderNames.LAST_MODIFIED);
    return modified == null || modified.equals(stored.get(HeaderNames.LAST_MODIFIED));
  }
}
