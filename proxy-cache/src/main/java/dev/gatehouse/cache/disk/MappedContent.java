package dev.gatehouse.cache.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Content in a segment's mapped memory, as a buffer that sockets and TLS take as it is. Holds a
 * reference to the segment, which it gives back with its own last one, on whichever thread that is.
 * Not to be written to: the memory is the file's, and read-only.
 */
final class MappedContent extends UnpooledUnsafeDirectByteBuf {
  private static final ResourceLeakDetector<ByteBuf> LEAKS =
      ResourceLeakDetectorFactory.instance().newResourceLeakDetector(ByteBuf.class);

  private final Segment segment;
  private final @Nullable ResourceLeakTracker<ByteBuf> leak;

  /** Takes over the caller's reference to {@code segment}. */
  MappedContent(Segment segment, ByteBuffer content) {
    super(UnpooledByteBufAllocator.DEFAULT, content, content.remaining());
    this.segment = segment;
    this.leak = LEAKS.track(this);
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    if (leak != null) {
      leak.close(this);
    }
    segment.release();
  }
}
