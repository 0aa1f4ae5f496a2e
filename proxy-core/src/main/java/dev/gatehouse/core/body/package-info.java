/**
 * Message content as something that is pulled: a {@link dev.gatehouse.core.body.Body} yields
 * buffers when asked, a {@link dev.gatehouse.core.body.Sink} takes them while it has room, and a
 * {@link dev.gatehouse.core.body.Pump} joins the two, so that back-pressure is a property of the
 * seam and not a feature.
 *
 * <p>Ownership: whoever holds a Body reads it to its end, passes it on, or discards it. Threading:
 * confined to the event loop of the exchange.
 */
@NullMarked
package dev.gatehouse.core.body;

import org.jspecify.annotations.NullMarked;
