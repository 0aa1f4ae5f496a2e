package dev.gatehouse.cache.range;

/**
 * A run of bytes in a representation.
 *
 * @param first the position of its first byte, from 0
 * @param last the position of its last byte, not before the first
 */
public record ByteRange(long first, long last) {
  public ByteRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "range: " + first + "-" + last + " (expected: first >= 0, last >= first)");
    }
  }

  /** The number of bytes. */
  public long length() {
    return last - first + 1;
  }

  /** True if all of {@code other} is within this one. */
  public boolean contains(ByteRange other) {
    return first <= other.first && other.last <= last;
  }

  /** True if no byte lies between the two that is in neither, so that together they are one run. */
  public boolean joins(ByteRange other) {
    return isNear(other, 0);
  }

  /** True if at most {@code gap} bytes lie between the two. */
  boolean isNear(ByteRange other, long gap) {
    return first - other.last - 1 <= gap && other.first - last - 1 <= gap;
  }

  /** The run from the first byte of either to the last byte of either. */
  public ByteRange with(ByteRange other) {
    return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
  }
}
