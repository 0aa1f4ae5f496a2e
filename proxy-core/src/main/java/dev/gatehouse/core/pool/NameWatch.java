package dev.gatehouse.core.pool;

import dev.gatehouse.core.failure.Failure;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One name, looked up again and again: by the lifetime of its answers, and sooner after failures.
 *
 * <p>Confined to the resolver's executor.
 *
 * @param <A> what an answer is
 */
final class NameWatch<A> implements NameResolver.Listener<A> {
  /** What is asked about the name. */
  interface Question<A> {
    void ask(String name, NameResolver.Listener<A> listener);
  }

  /** Who uses the answers. Called on the resolver's executor after each look-up. */
  interface User<A> {
    void resolved(A answer);

    void failed(Failure failure);
  }

  private static final Logger LOG = LoggerFactory.getLogger(NameWatch.class);

  private final String name;
  private final DnsSettings settings;
  private final EventExecutor executor;
  private final Question<A> question;
  private final User<A> user;
  private @Nullable Future<?> next;
  private int failures;
  private boolean stopped;

  NameWatch(
      String name,
      DnsSettings settings,
      EventExecutor executor,
      Question<A> question,
      User<A> user) {
    this.name = name;
    this.settings = settings;
    this.executor = executor;
    this.question = question;
    this.user = user;
  }

  void look() {
    if (!stopped) {
      question.ask(name, this);
    }
  }

  void stop() {
    stopped = true;
    if (next != null) {
      next.cancel(false);
    }
  }

  @Override
  public void resolved(A answer, Duration lifetime) {
    if (stopped) {
      return;
    }
    if (failures > 0) {
      LOG.info("{} resolves again, after {} failures", name, failures);
    }
    failures = 0;
    lookAfter(RefreshSchedule.afterAnswer(lifetime, settings.refresh(), settings.maxTtl()));
    user.resolved(answer);
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
    lookAfter(RefreshSchedule.afterFailure(failures));
    user.failed(failure);
  }

  private void lookAfter(Duration delay) {
    next = executor.schedule(this::look, delay.toNanos(), TimeUnit.NANOSECONDS);
  }
}
