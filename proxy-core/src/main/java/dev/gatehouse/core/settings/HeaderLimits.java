package dev.gatehouse.core.settings;

/**
 * Bounds of a header section, for requests and for the responses of backends.
 *
 * @param size bytes of all lines together
 * @param count number of lines
 */
@Doc("Bounds of a header section.")
public record HeaderLimits(
    @Doc("Bytes of all header lines together.") ByteSize size,
    @Doc("Number of header lines.") int count) {

  public HeaderLimits() {
    this(ByteSize.ofKiB(32), 128);
  }

  public HeaderLimits {
    Expect.within("size", size, new ByteSize(512), ByteSize.ofMiB(1));
    Expect.within("count", count, 8, 10_000);
  }
}
