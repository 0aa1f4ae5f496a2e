package dev.gatehouse.core.health;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;

/** What a probe of a backend is. */
@Doc(
    "What a probe is: a GET, a call of grpc.health.v1.Health/Check, or a connection (with TLS)"
        + " alone.")
public enum ProbeKind implements Choice {
  HTTP,
  GRPC,
  TCP
}
