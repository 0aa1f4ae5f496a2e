package dev.gatehouse.core.filter.timing;

import dev.gatehouse.core.exchange.CacheNote;
import dev.gatehouse.core.exchange.Exchange;
import dev.gatehouse.core.exchange.Mark;
import dev.gatehouse.core.exchange.Trail;
import dev.gatehouse.core.exchange.Try;

/**
 * The value of Server-Timing (W3C) for an exchange that is about to be answered: in all, and the
 * parts that were waited for; in milliseconds. It names no backend.
 */
final class ServerTiming {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int MICROS_PER_MILLI = 1_000;

  private final StringBuilder text = new StringBuilder(96);

  private ServerTiming() {}

  /** What {@code exchange} was waited for until now. */
  static String of(Exchange exchange) {
    ServerTiming said = new ServerTiming();
    long now = exchange.loop().clock().nanos();
    said.metric("gatehouse", now - exchange.moment(Mark.HEAD));
    Trail trail = exchange.trail();
    if (trail != null && trail.queued() > 0) {
      said.metric("gatehouse-queue", trail.queued());
    }
    CacheNote cache = exchange.cache();
    if (cache != null) {
      said.word("gatehouse-cache", cache.result());
    }
    Try answering = trail == null || trail.tries().isEmpty() ? null : answering(trail);
    if (answering != null) {
      said.backend(answering.begunAt(), answering.acquiredAt(), answering.headAt());
    } else {
      said.backend(
          exchange.moment(Mark.ACQUIRE),
          exchange.moment(Mark.ACQUIRED),
          exchange.moment(Mark.RESPONSE_HEAD));
    }
    if (exchange.attempts() > 1) {
      said.word("gatehouse-attempts", Integer.toString(exchange.attempts()));
    }
    return said.text.toString();
  }

  /** The attempt whose answer it is; the last if none was answered. */
  private static Try answering(Trail trail) {
    for (Try each : trail.tries()) {
      if (each.headAt() != 0 && each.endAt() == 0) {
        return each;
      }
    }
    return trail.tries().getLast();
  }

  private void backend(long begun, long acquired, long head) {
    if (acquired != 0) {
      metric("gatehouse-connect", acquired - begun);
      if (head != 0) {
        metric("gatehouse-backend", head - acquired);
      }
    }
  }

  private void metric(String name, long nanos) {
    long micros = Math.max(0, nanos) / NANOS_PER_MICRO;
    entry(name).append(";dur=").append(micros / MICROS_PER_MILLI).append('.');
    String rest = Long.toString(micros % MICROS_PER_MILLI);
    text.append("000", rest.length(), 3).append(rest);
  }

  private void word(String name, String description) {
    entry(name).append(";desc=\"").append(description).append('"');
  }

  private StringBuilder entry(String name) {
    return text.append(text.isEmpty() ? "" : ", ").append(name);
  }
}
