package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.exchange.Ending;
import dev.gatehouse.core.settings.FrameLimits;
import dev.gatehouse.core.settings.LimitSettings;
import dev.gatehouse.core.time.Clock;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/**
 * The count of what one client's frames cost beyond what they bring: frames that are legal one by
 * one and a flood together. Those that go with requests and content are not counted: each request
 * and each DATA frame that the client makes the proxy send earns what belongs to it.
 *
 * <p>Knows frames by their heads only. Confined to the connection's event loop.
 */
final class FrameMeter {
  /** The first octets of a DATA frame's content for which the frame costs more than they do. */
  private static final int SMALL_DATA = 64;

  /** RFC 9218 §7.1. */
  private static final int PRIORITY_UPDATE = 0x10;

  /** What a field block may be split into beyond the configured number, for every so many bytes. */
  private static final int FRAGMENT = 4 * 1024;

  /** Clients send one or two of a request's own, some a frame of no type for each. */
  private static final int PRIORITIES_PER_REQUEST = 8;

  private static final int OTHERS_PER_REQUEST = 2;

  /** As a client takes one DATA frame it may open two windows, and measure the way by a PING. */
  private static final int UPDATES_PER_DATA = 4;

  private static final int PINGS_PER_DATA = 1;

  /** What may be under way on a stream while the client does not yet know that it was reset. */
  private static final int LATE_PER_RESET = 64;

  private final Clock clock;
  private final int maxFragments;
  private final long maxBlock;
  private final Allowance settings;
  private final Allowance pings;
  private final Allowance priorities;
  private final Allowance windowUpdates;
  private final Allowance empty;
  private final Allowance smallData;
  private final Allowance clientResets;
  private final Allowance causedResets;
  private final Allowance refusals;
  private int fragments;
  private long block;

  FrameMeter(LimitSettings limits, Clock clock) {
    long now = clock.nanos();
    this.clock = clock;
    FrameLimits frames = limits.http2().frames();
    long headerBytes = limits.headers().size().bytes();
    this.maxFragments = frames.continuations() + (int) (headerBytes / FRAGMENT);
    this.maxBlock = headerBytes + headerBytes / 4;
    this.settings = new Allowance(frames.settings(), now);
    this.pings = new Allowance(frames.pings(), now);
    this.priorities = new Allowance(frames.priorities(), now);
    this.windowUpdates = new Allowance(frames.windowUpdates(), now);
    this.empty = new Allowance(frames.empty(), now);
    this.smallData = new Allowance(frames.smallData(), now);
    this.clientResets = new Allowance(limits.http2().resets(), now);
    this.causedResets = new Allowance(limits.http2().resets(), now);
    // A client may not know the limit yet when it sends its first requests, however many.
    this.refusals = new Allowance(10L * limits.http2().concurrentStreams() + 1000, now);
  }

  /**
   * Counts a frame that has arrived.
   *
   * @param length bytes of its payload
   * @param padding bytes of those that only fill
   * @return why the connection is to end; null if it is not
   */
  @Nullable Ending arrived(int type, int flags, int length, int padding) {
    return switch (type) {
      case Http2FrameTypes.DATA -> data(flags, length - padding);
      case Http2FrameTypes.HEADERS -> {
        fragments = 0;
        block = length;
        yield null;
      }
      case Http2FrameTypes.CONTINUATION -> continuation(length);
      case Http2FrameTypes.SETTINGS -> spend(settings, Ending.SETTINGS_FLOOD);
      case Http2FrameTypes.PING -> spend(pings, Ending.PING_FLOOD);
      case Http2FrameTypes.PRIORITY, PRIORITY_UPDATE -> spend(priorities, Ending.PRIORITY_FLOOD);
      case Http2FrameTypes.WINDOW_UPDATE -> spend(windowUpdates, Ending.WINDOW_UPDATE_FLOOD);
      case Http2FrameTypes.RST_STREAM -> spend(clientResets, Ending.RESETS);
      default -> spend(empty, Ending.EMPTY_FRAME_FLOOD);
    };
  }

  private @Nullable Ending continuation(int length) {
    block += length;
    if (++fragments > maxFragments || block > maxBlock) {
      return Ending.CONTINUATION_FLOOD;
    }
    return null;
  }

  private @Nullable Ending data(int flags, int content) {
    if (content >= SMALL_DATA || (flags & Http2Flags.END_STREAM) != 0) {
      return null;
    }
    if (content <= 0) {
      return spend(empty, Ending.EMPTY_FRAME_FLOOD);
    }
    return spend(smallData, Ending.SMALL_DATA_FLOOD);
  }

  /** A field block was the head of a request. */
  void request() {
    priorities.earn(PRIORITIES_PER_REQUEST);
    windowUpdates.earn(OTHERS_PER_REQUEST);
    empty.earn(OTHERS_PER_REQUEST);
  }

  /** A frame came on a stream that was reset; the client may not have known. */
  @Nullable Ending late() {
    return spend(empty, Ending.EMPTY_FRAME_FLOOD);
  }

  /** A stream was reset for what the client sent on it. */
  @Nullable Ending causedReset() {
    empty.earn(LATE_PER_RESET);
    return spend(causedResets, Ending.CAUSED_RESETS);
  }

  /** A request was refused since the client has too many under way. */
  @Nullable Ending refused() {
    empty.earn(LATE_PER_RESET);
    return spend(refusals, Ending.CAUSED_RESETS);
  }

  /** A request was answered before its end, and what is left of it stopped. */
  void stopped() {
    empty.earn(LATE_PER_RESET);
  }

  /**
   * DATA frames were sent, so many that were not made small by a window that the client keeps
   * small.
   */
  void sent(int dataFrames) {
    windowUpdates.earn(UPDATES_PER_DATA * dataFrames);
    pings.earn(PINGS_PER_DATA * dataFrames);
  }

  private @Nullable Ending spend(Allowance allowance, Ending otherwise) {
    return allowance.spend(clock.nanos()) ? null : otherwise;
  }
}
