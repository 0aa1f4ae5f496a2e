package dev.gatehouse.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine's context that can be replaced under way. Its owner holds it once, and so does whoever
 * is just making a handler of it; each engine holds the engine's context by itself. So the context
 * is freed when it has been replaced and its last connection is gone, and no handshake can begin
 * with one that was freed.
 *
 * <p>Shared, guarded by its count.
 */
final class HeldContext {
  private final SslContext context;
  private final AtomicInteger holders = new AtomicInteger(1);

  HeldContext(SslContext context) {
    this.context = context;
  }

  SslContext context() {
    return context;
  }

  /** What {@code make} makes of the context; null if its owner has let go of it. */
  @Nullable SslHandler make(Supplier<SslHandler> make) {
    if (!hold()) {
      return null;
    }
    try {
      return make.get();
    } finally {
      release();
    }
  }

  private boolean hold() {
    int count = holders.get();
    while (count > 0) {
      if (holders.compareAndSet(count, count + 1)) {
        return true;
      }
      count = holders.get();
    }
    return false;
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      ReferenceCountUtil.release(context);
    }
  }
}
