package dev.gatehouse.core.transport.http2;

import dev.gatehouse.core.settings.FrameLimits;
import dev.gatehouse.core.settings.Http2Limits;
import dev.gatehouse.core.settings.LimitSettings;
import java.time.Duration;

/** The usual limits but for what a test is about. */
final class TestLimits {
  private static final LimitSettings USUAL = new LimitSettings();

  private TestLimits() {}

  static LimitSettings of(FrameLimits frames) {
    Http2Limits http2 = USUAL.http2();
    return with(
        USUAL.connectionRequests(),
        USUAL.connectionAge(),
        new Http2Limits(
            http2.concurrentStreams(),
            http2.streamWindow(),
            http2.connectionWindow(),
            http2.resets(),
            frames));
  }

  /** Connections that end after {@code requests}, or at {@code age}. */
  static LimitSettings of(int requests, Duration age) {
    return with(requests, age, USUAL.http2());
  }

  private static LimitSettings with(int requests, Duration age, Http2Limits http2) {
    return new LimitSettings(
        USUAL.connections(),
        USUAL.connectionsPerAddress(),
        USUAL.requestLine(),
        USUAL.headers(),
        USUAL.headerTimeout(),
        USUAL.bodyTimeout(),
        USUAL.bodyMinRate(),
        USUAL.writeTimeout(),
        USUAL.keepAlive(),
        USUAL.memory(),
        USUAL.spill(),
        requests,
        age,
        http2);
  }
}
