package dev.gatehouse.core.pool;

import dev.gatehouse.core.settings.Choice;
import dev.gatehouse.core.settings.Doc;
import dev.gatehouse.core.settings.NotYet;

/** How a pool chooses among its backends. */
@Doc("How a backend is chosen: the less busy of two picked at random, or each in turn.")
@NotYet({"random", "least-time", "ring-hash", "maglev"})
public enum BalancerChoice implements Choice {
  LEAST_REQUEST,
  ROUND_ROBIN
}
