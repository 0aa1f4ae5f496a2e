package dev.gatehouse.core.filter.mirror;

import java.util.Locale;

/** What became of a request that was to be copied. */
public enum MirrorResult {
  /** The copy was answered completely; the answer was dropped. */
  ANSWERED,
  /** The copy was made, and failed. */
  FAILED,
  /** Not copied: its content is passed on as it arrives, and kept nowhere. */
  STREAMED,
  /** Not copied: it is to become a tunnel. */
  UPGRADE,
  /** Not copied: as many copies are under way as there may be, or they hold as much. */
  BUSY,
  /** Not copied: the last ones have all failed, and it is tried again only now and then. */
  PAUSED;

  /** The word for it in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
