package dev.gatehouse.cache.range;

import java.util.ArrayList;
import java.util.List;

/** What of a representation answers a request for parts of it. */
public sealed interface Selection {
  /** All of it (200): the request asks for nothing that is worth less. */
  record Whole() implements Selection {}

  /** None of it (416): the request asks only for what lies behind its end. */
  record Nothing() implements Selection {}

  /**
   * Some runs of it (206), in the order in which they are sent.
   *
   * @param ranges one run, or several for a multipart answer
   */
  record Parts(List<ByteRange> ranges) implements Selection {
    /** True if all runs lie within {@code stored}. */
    public boolean within(ByteRange stored) {
      return ranges.stream().allMatch(stored::contains);
    }
  }

  Selection WHOLE = new Whole();
  Selection NOTHING = new Nothing();

  /** What each part of a multipart answer costs beside its bytes, about. */
  long PART_COST = 128;

  /**
   * Selects. Runs that overlap, or have less between them than another part would cost, become one
   * (RFC 9110 §15.3.7.2): so an answer is never much larger than the content, whatever is asked.
   *
   * @param length the length of the representation
   */
  static Selection of(RangeRequest request, long length) {
    List<ByteRange> ranges = new ArrayList<>(request.specs().size());
    boolean askedFor = false;
    for (RangeRequest.Spec spec : request.specs()) {
      ByteRange range = spec.in(length);
      askedFor |= spec.first() == RangeRequest.Spec.NONE && spec.last() > 0;
      if (range != null) {
        add(ranges, range);
      }
    }
    if (ranges.isEmpty()) {
      return askedFor ? WHOLE : NOTHING; // the end of nothing is all of it, and has no position
    }
    if (ranges.size() == 1) {
      return new Parts(List.copyOf(ranges));
    }
    long sent = ranges.stream().mapToLong(range -> range.length() + PART_COST).sum();
    return sent >= length ? WHOLE : new Parts(List.copyOf(ranges));
  }

  private static void add(List<ByteRange> ranges, ByteRange added) {
    ByteRange all = added;
    int place = ranges.size();
    for (int i = ranges.size() - 1; i >= 0; i--) {
      if (all.isNear(ranges.get(i), PART_COST)) {
        all = all.with(ranges.remove(i));
        place = i;
        i = ranges.size(); // what has grown may be near to others now
      }
    }
    ranges.add(Math.min(place, ranges.size()), all);
  }
}
