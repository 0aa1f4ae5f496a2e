package dev.gatehouse.core.settings;

/**
 * How many frames an HTTP/2 client may send in 30 s beside requests and their content. Requests and
 * answers allow more of those that go with them: the numbers are for frames that serve nothing.
 *
 * @param continuations CONTINUATION frames of one field block; more for large ones
 * @param settings SETTINGS frames
 * @param pings PING frames
 * @param priorities PRIORITY and PRIORITY_UPDATE frames
 * @param windowUpdates WINDOW_UPDATE frames
 * @param empty frames that carry nothing, are of no known type, or come on streams long over
 * @param smallData DATA frames with less than 64 bytes that do not end a request
 */
@Doc(
    "Frames of one kind that an HTTP/2 client may send in 30 s beside requests and content. Beyond"
        + " them its connection ends.")
public record FrameLimits(
    @Doc("CONTINUATION frames of one field block; where headers.size is larger, more.")
        int continuations,
    @Doc("SETTINGS frames.") int settings,
    @Doc("PING frames; one more for every DATA frame sent to the client.") int pings,
    @Doc("PRIORITY and PRIORITY_UPDATE frames; 8 more for every request.") int priorities,
    @Doc("WINDOW_UPDATE frames; 4 more for every DATA frame sent to the client.") int windowUpdates,
    @Doc("Frames that carry nothing, are of no known type, or come on streams that are over.")
        int empty,
    @Doc("DATA frames of fewer than 64 bytes that do not end a request.") int smallData) {
  private static final int MOST = 100_000_000;

  public FrameLimits() {
    this(16, 100, 1000, 1000, 1000, 1000, 150_000);
  }

  public FrameLimits {
    Expect.within("continuations", continuations, 1, 10_000);
    Expect.within("settings", settings, 2, MOST);
    Expect.within("pings", pings, 2, MOST);
    Expect.within("priorities", priorities, 0, MOST);
    Expect.within("window-updates", windowUpdates, 2, MOST);
    Expect.within("empty", empty, 0, MOST);
    Expect.within("small-data", smallData, 1, MOST);
  }
}
