/**
 * The way from settings to what serves: certificates loaded, pools built, each route's filters put
 * in their order and compiled to a chain, all of it gathered in a snapshot.
 *
 * <p>Threading: runs on the control plane's thread, before anything it makes is shared.
 */
@NullMarked
package dev.gatehouse.server.compile;

import org.jspecify.annotations.NullMarked;
