package dev.gatehouse.core.pool;

import dev.gatehouse.core.health.ActiveHealthSettings;

/** Someone who finds out whether a backend works, by asking it. Called from any thread. */
public interface Prober {
  /** Nobody probes. */
  Prober NONE = (backend, settings, listener) -> {};

  /** Hears how one probe ended: exactly one call, on whatever thread, within its time limit. */
  interface Listener {
    /** The backend works. */
    void passed();

    /**
     * It does not, or not as expected.
     *
     * @param why for the log and the admin API
     */
    void failed(String why);
  }

  /** Begins one probe of {@code backend}. */
  void probe(Backend backend, ActiveHealthSettings settings, Listener listener);
}
