package dev.gatehouse.core.filter.buffer;

import dev.gatehouse.core.settings.ByteSize;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.Expect;
import org.jspecify.annotations.Nullable;

/**
 * How the request bodies of a route reach the backend.
 *
 * @param mode collected in full first, or passed on as they arrive
 * @param memory bytes of one body held in memory; what is beyond goes to a spill file
 * @param max the longest body; null: see {@link #bound}
 */
@Doc("How request bodies reach the backend.")
public record RequestBodySettings(
    @Doc("buffer: collected in full first; stream: passed on as they arrive.") RequestBodyMode mode,
    @Doc("Bytes of one buffered body held in memory; what is beyond goes to a spill file.")
        ByteSize memory,
    @Doc(
            "The longest body, beyond it the answer is 413; absent: 10MiB to buffer, no bound to"
                + " stream.")
        @Nullable ByteSize max) {

  private static final ByteSize BUFFERED = ByteSize.ofMiB(10);

  public RequestBodySettings() {
    this(RequestBodyMode.BUFFER, ByteSize.ofKiB(64), null);
  }

  public RequestBodySettings {
    Expect.within("memory", memory, new ByteSize(0), ByteSize.ofGiB(1));
  }

  /** The longest body in bytes, {@link Long#MAX_VALUE} if there is no bound. */
  public long bound() {
    if (max != null) {
      return max.bytes();
    }
    return mode == RequestBodyMode.BUFFER ? BUFFERED.bytes() : Long.MAX_VALUE;
  }

  /** The same of a body that is passed on as it arrives whatever the mode is. */
  public long streamBound() {
    return max == null ? Long.MAX_VALUE : max.bytes();
  }
}
