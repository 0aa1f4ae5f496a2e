package dev.gatehouse.core.pool;

import dev.gatehouse.core.failure.Failure;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One host name, looked up again and again: by the lifetime of its answers, and sooner after
 * failures. The last good answer stays until there is another.
 *
 * <p>Confined to the resolver's executor.
 */
final class NameWatch implements NameResolver.Listener {
  /** Who uses the addresses. Called on the resolver's executor after each look-up. */
  interface User {
    void resolved(NameWatch watch, List<InetAddress> addresses);

    void failed(NameWatch watch, Failure failure);
  }

  private static final Logger LOG = LoggerFactory.getLogger(NameWatch.class);

  private final String name;
  private final Duration floor;
  private final NameResolver resolver;
  private final User user;
  private @Nullable Future<?> next;
  private int failures;
  private boolean stopped;

  NameWatch(String name, Duration floor, NameResolver resolver, User user) {
    this.name = name;
    this.floor = floor;
    this.resolver = resolver;
    this.user = user;
  }

  String name() {
    return name;
  }

  void look() {
    if (!stopped) {
      resolver.resolve(name, this);
    }
  }

  void stop() {
    stopped = true;
    if (next != null) {
      next.cancel(false);
    }
  }

  @Override
  public void resolved(List<InetAddress> addresses, Duration lifetime) {
    if (stopped) {
      return;
    }
    if (failures > 0) {
      LOG.info("{} resolves again, after {} failures", name, failures);
    }
    failures = 0;
    user.resolved(this, addresses);
    lookAfter(RefreshSchedule.afterAnswer(lifetime, floor));
  }

  @Override
  public void failed(Failure failure) {
    if (stopped) {
      return;
    }
    failures++;
    if (failures == 1) {
      LOG.warn("{} does not resolve: {}", name, failure);
    }
    user.failed(this, failure);
    lookAfter(RefreshSchedule.afterFailure(failures));
  }

  private void lookAfter(Duration delay) {
    next = resolver.executor().schedule(this::look, delay.toNanos(), TimeUnit.NANOSECONDS);
  }
}
