package dev.gatehouse.cache.range;

import dev.gatehouse.core.http.HeaderNames;
import dev.gatehouse.core.http.Headers;
import java.util.Set;

/** How parts of one representation become a larger part (RFC 9111 §3.4). */
public final class Joining {
  /** Fields that are about the one message and not about the representation. */
  private static final Set<String> OF_MESSAGE =
      Set.of(
          HeaderNames.CONTENT_RANGE, HeaderNames.CONTENT_LENGTH, "content-md5", "content-digest");

  private Joining() {}

  /** True if the two are of the same representation, and together are one run of it. */
  public static boolean isPossible(
      ContentRange one, Headers oneFields, ContentRange other, Headers otherFields) {
    StrongValidator validator = StrongValidator.of(oneFields);
    return validator != null
        && validator.equals(StrongValidator.of(otherFields))
        && one.complete() != ContentRange.UNKNOWN
        && one.complete() == other.complete()
        && one.range().joins(other.range());
  }

  /** The run that the two are together. */
  public static ContentRange join(ContentRange one, ContentRange other) {
    return new ContentRange(one.range().with(other.range()), one.complete());
  }

  /**
   * The fields of the two together: those of the newer one take the place of their namesakes, and
   * what it does not mention stays. Without those about one message, which {@link #describe} adds.
   */
  public static Headers fields(Headers stored, Headers newer) {
    Headers all = new Headers();
    for (int i = 0; i < stored.size(); i++) {
      String name = stored.name(i);
      if (!newer.contains(name) && !OF_MESSAGE.contains(name)) {
        all.add(name, stored.value(i));
      }
    }
    for (int i = 0; i < newer.size(); i++) {
      if (!OF_MESSAGE.contains(newer.name(i))) {
        all.add(newer.name(i), newer.value(i));
      }
    }
    return all;
  }

  /** Says in {@code fields} what the content is: a part (206), or all of it (200). */
  public static void describe(Headers fields, ContentRange content) {
    if (content.isWhole()) {
      fields.remove(HeaderNames.CONTENT_RANGE);
    } else {
      fields.set(HeaderNames.CONTENT_RANGE, content.format());
    }
    fields.set(HeaderNames.CONTENT_LENGTH, Long.toString(content.range().length()));
  }
}
