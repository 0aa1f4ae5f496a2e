package dev.gatehouse.core.settings;

/**
 * Bounds of a header section, for requests and for the responses of backends.
 *
 * @param size bytes of all lines together
 * @param count number of lines
 * @param crumbs number of pieces that an HTTP/2 request may cut its Cookie field into (RFC 9113
 *     §8.2.3), counted apart
 */
@Doc("Bounds of a header section.")
public record HeaderLimits(
    @Doc("Bytes of all header lines together.") ByteSize size,
    @Doc("Number of header lines.") int count,
    @Doc("Number of pieces that an HTTP/2 request may cut its Cookie field into, counted apart.")
        int crumbs) {

  public HeaderLimits() {
    this(ByteSize.ofKiB(32), 128, 256);
  }

  public HeaderLimits {
    Expect.within("size", size, new ByteSize(512), ByteSize.ofMiB(1));
    Expect.within("count", count, 8, 10_000);
    Expect.within("crumbs", crumbs, 1, 10_000);
  }
}
