package dev.gatehouse.core.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.Arrays;

/**
 * What the connections of one event loop hold in memory, as added up one after another, by size:
 * enough to say who has to go without putting them in order.
 *
 * <p>Confined to its event loop; used again for every count.
 */
public final class Holdings {
  /** What a request takes beside the bytes of its head. */
  private static final int EXCHANGE = 4 * 1024;

  /**
   * Bytes of those connections that hold less than 2 to the power of the index, and not less than
   * half.
   */
  private final long[] bySize = new long[Long.SIZE];

  private long buffers;
  private long heads;
  private long current;

  /** The bytes that wait in {@code channel} for its peer to take them. */
  public static long unsent(Channel channel) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /** Forgets everything. */
  public void reset() {
    Arrays.fill(bySize, 0);
    buffers = 0;
    heads = 0;
    current = 0;
  }

  /** The connection that is being added up holds {@code bytes} in buffers. */
  public void buffers(long bytes) {
    buffers += bytes;
    current += bytes;
  }

  /** It holds a request whose head had {@code bytes}. */
  public void request(long bytes) {
    long cost = EXCHANGE + 2 * bytes;
    heads += cost;
    current += cost;
  }

  /** The connection is added up; returns all it holds. */
  public long end() {
    long held = current;
    current = 0;
    bySize[Long.SIZE - 1 - Long.numberOfLeadingZeros(held | 1)] += held;
    return held;
  }

  /** What all hold in buffers. */
  public long buffers() {
    return buffers;
  }

  /** What all hold in requests, outside buffers. */
  public long heads() {
    return heads;
  }

  /**
   * The size from which on connections hold {@code bytes} together, or as much of it as there is: a
   * power of two.
   */
  public long largest(long bytes) {
    long sum = 0;
    for (int bits = Long.SIZE - 1; bits > 0; bits--) {
      sum += bySize[bits];
      if (sum >= bytes) {
        return 1L << bits;
      }
    }
    return 1;
  }
}
