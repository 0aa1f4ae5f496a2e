/**
 * What is known of a backend's health, and what follows from it: probes and their course, ejection
 * of those that fail requests, the return of both, and the selection of those that may be picked.
 * State and pure functions; who probes and who is told stands elsewhere.
 *
 * <p>Threading: settings and decisions are immutable; {@link dev.gatehouse.core.health.Health} is
 * confined to the control plane's executor; {@link dev.gatehouse.core.health.Outcomes} is shared by
 * all event loops.
 */
@NullMarked
package dev.gatehouse.core.health;

import org.jspecify.annotations.NullMarked;
