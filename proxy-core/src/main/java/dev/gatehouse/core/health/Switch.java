package dev.gatehouse.core.health;

/** What the operator has said of a backend. */
public enum Switch {
  /** It is used as its health allows. */
  UP,
  /** It gets no requests but those that are bound to it by affinity; what it has it finishes. */
  DRAINING,
  /** It gets no requests. */
  DOWN
}
