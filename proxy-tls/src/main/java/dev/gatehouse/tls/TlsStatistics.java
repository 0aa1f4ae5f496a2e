package dev.gatehouse.tls;

import dev.gatehouse.core.transport.listen.HandshakeFailure;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of one listener's handshakes, from the start of the process.
 *
 * <p>Shared; each counter is right by itself.
 */
public final class TlsStatistics {
  private final LongAdder handshakes = new LongAdder();
  private final LongAdder resumed = new LongAdder();
  private final LongAdder[] failures = new LongAdder[HandshakeFailure.values().length];

  TlsStatistics() {
    for (int i = 0; i < failures.length; i++) {
      failures[i] = new LongAdder();
    }
  }

  void succeeded(boolean resumed) {
    handshakes.increment();
    if (resumed) {
      this.resumed.increment();
    }
  }

  void failed(HandshakeFailure reason) {
    failures[reason.ordinal()].increment();
  }

  /** Handshakes that succeeded. */
  public long handshakes() {
    return handshakes.sum();
  }

  /** Those of them that resumed a session; always 0 with the JDK's engine, which does not tell. */
  public long resumed() {
    return resumed.sum();
  }

  /** Handshakes that failed for {@code reason}. */
  public long failures(HandshakeFailure reason) {
    return failures[reason.ordinal()].sum();
  }
}
